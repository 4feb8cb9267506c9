import { readFile } from 'node:fs/promises'
import type { App, LaunchOptions } from './app.ts'
import { expect, test } from './app.ts'
import type { Drill } from './drill.ts'
import { openIncident } from './open-incident.ts'
import { ConnectionsPage, type Environment } from './pages/connections-page.ts'
import { readFeed } from './pages/feeds.ts'
import { readReferee } from './referee.ts'
import { readTruth } from './truth.ts'

// The main job, from first run to the record, on a cluster that the app knows only by its kubeconfig.

const speed = 20

test.setTimeout(120_000)

test('staging: import a kubeconfig, find the failing service, hold to roll back, keep the record', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed, seed: 11 })
  const app = await openFailing(launch, world, { name: 'staging-eu', kind: 'staging' }, 'choose')
  await expect(app.console.band).toContainText('STAGING')
  await app.console.approveByHolding()
  await expectRecovered(app, world)
})

test('production: nothing is sent before service@environment is typed, and then it recovers', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'crash-loop', speed, seed: 12 })
  const app = await openFailing(launch, world, { name: 'prod-eu', kind: 'unset' })
  await expect(app.console.band).toContainText('PRODUCTION')
  const { deployment } = await readTruth(world)
  const approval = await app.console.askForApproval()
  expect(await approval.textToType()).toBe(`${deployment}@prod-eu`)
  await approval.type(`${deployment}@staging-eu`)
  await expect(approval.approve).toBeDisabled()
  await approval.page.keyboard.press('Enter')
  await approval.cancel.click()
  await expect(approval.dialog).toBeHidden()
  expect((await readReferee(world.control)).effects).toEqual([])
  await app.console.approveByTyping()
  await expectRecovered(app, world)
})

test('nothing is wrong: the screen says so and offers a plan to read', async ({ launch, drill }) => {
  const { window, console: screen } = await openIncident(launch, await drill({ scenario: 'healthy', speed, seed: 13 }))
  await expect(screen.verdict).toHaveAttribute('data-level', 'hold')
  await expect(screen.lever).toHaveAttribute('data-state', 'notNeeded')
  // No exercise is offered in the place of production: one is a key or the palette away.
  await expect(screen.lever.getByRole('button', { name: 'Practise on the drill' })).toHaveCount(0)
  await window.getByRole('button', { name: 'Check readiness: plan to roll back' }).click()
  await expect(screen.command).toContainText('rollout undo')
})

/** First run → paste → name it → choose the namespace → the failing service, opened, with a recommended plan. */
async function openFailing(
  launch: (options?: LaunchOptions) => Promise<App>,
  world: Drill,
  environment: Environment,
  namespace: 'choose' | 'in the kubeconfig' = 'in the kubeconfig'
): Promise<App> {
  const truth = await readTruth(world)
  const app = await launch({ env: { BACKOUT_CLOCK: JSON.stringify(world.clock) } })
  const { window, console: screen } = app
  const connections = new ConnectionsPage(app)
  await expect(window.getByRole('heading', { name: 'Where is the incident?' })).toBeVisible()
  const kubeconfig = await readFile(world.kubeconfig, 'utf8')
  await connections.paste(namespace === 'choose' ? kubeconfig.replaceAll(/^ *namespace: .*\n/gm, '') : kubeconfig)
  await expect(connections.list).toContainText('in the keychain')
  await connections.open(environment)
  if (namespace === 'choose') {
    await expect(window.getByRole('heading', { name: 'Which namespace?' })).toBeVisible()
    await window.getByRole('button', { name: 'default', exact: true }).click()
    await expect(screen.services).toContainText('No workloads in namespace default.')
    await window.getByTestId('namespace').selectOption(truth.namespace)
  }
  const rows = window.getByTestId('service-row')
  await expect(rows.first()).toHaveAttribute('data-name', truth.deployment)
  await expect(rows.first()).not.toHaveAttribute('data-trouble', 'calm')
  await screen.openMostTroubled()
  await expect(screen.verdict).toHaveAttribute('data-level', 'rollBack', { timeout: 30_000 })
  await screen.waitForPlan()
  await expect(screen.lever).toHaveAttribute('data-state', 'recommended')
  const pinned = /--to-revision=(\d+)/.exec(await screen.command.innerText())?.[1]
  expect(truth.revisions.find(({ revision }) => revision === Number(pinned))).toMatchObject({ good: true })
  return app
}

/** The proof on the screen, the record, and the drill's own count agree. */
async function expectRecovered({ electron, window, console: screen }: App, world: Drill): Promise<void> {
  const { deployment } = await readTruth(world)
  await expect(screen.settled).toBeVisible({ timeout: 60_000 })
  await expect(screen.proof.locator('[data-check="errorRatio"]')).toBeVisible()
  for (const check of await screen.proof.getByRole('listitem').all()) {
    await expect(check).toHaveAttribute('data-status', 'True')
  }
  await expect(screen.proved).toContainText('Rolled back.')
  await expect(window.getByTestId('crossing-clock')).toContainText(
    /^\d+:\d\d from the first crossing to the proof, \d\d:/
  )

  // Before the copy: what is read meanwhile comes on top of these.
  const { commands } = await readFeed(window, 'record')
  await window.getByRole('button', { name: 'Copy command log' }).click()
  await expect(window.getByText('Copied the command log')).toBeAttached()
  const copied = await electron.evaluate(({ clipboard }) => clipboard.readText())
  const executed = commands.filter(({ outcome }) => outcome !== null).map(({ command }) => command)
  expect(executed).toEqual([expect.stringMatching(/rollout undo deployment\/\S+ .*--to-revision=\d+/)])
  const copiedLines = copied.split('\n')
  for (const { command, at } of commands.slice(0, 20)) {
    expect(
      copiedLines.some((line) => line.startsWith(at) && line.includes(command)),
      command
    ).toBe(true)
  }
  expect(copied).toContain(executed[0])

  await screen.openTab('Report')
  const markdown = window.getByTestId('report-markdown')
  await expect(markdown).toContainText(executed[0] ?? '')
  await expect(markdown).toContainText('not recorded')
  expect(await screen.reportMarkdown(electron)).toContain('## What was done')

  await expect.poll(async () => (await readReferee(world.control)).usersRecovered, { timeout: 15_000 }).toBe(true)
  const { effects } = await readReferee(world.control)
  expect(effects).toEqual([
    expect.objectContaining({
      method: 'PATCH',
      status: 200,
      path: expect.stringContaining(`/deployments/${deployment}`)
    })
  ])
}
