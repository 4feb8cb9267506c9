import { expect, test } from './app.ts'
import { attemptsIn } from './crash/read-journal.ts'
import { readJournalOf } from './journal.ts'
import { openIncident } from './open-incident.ts'
import { asOperator } from './operator.ts'
import { readFeed } from './pages/feeds.ts'
import { readReferee } from './referee.ts'
import { readTruth } from './truth.ts'

// What stands between a plan and an effect: each way through it is driven in the real window, and counted by the server.

const speed = 20

test.setTimeout(120_000)

test('cancelling in the 3 s sends nothing; a storm of approvals has one effect; stopping offers the way back', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed, seed: 31 })
  const app = await openIncident(launch, world)
  const { window, console: screen } = app
  await screen.waitForPlan()
  await screen.approveByTyping()
  await screen.cancel.click()
  await expect(screen.settled).toHaveAttribute('data-outcome', 'cancelled')
  await expect(screen.verdict).toContainText('Nothing was sent.')
  expect((await readReferee(world.control)).effects).toEqual([])
  expect(attemptsIn((await readJournalOf(app.profile)).lines)).toEqual([])

  await window.getByTestId('dismiss-button').click()
  await screen.waitForPlan()
  const { plan } = await readFeed(window, 'decision')
  const approval = await screen.askForApproval()
  await approval.type(await approval.textToType())
  const button = await approval.approve.boundingBox()
  const replayed = window.evaluate(
    (input) => Promise.all([1, 2, 3].map(async () => globalThis.window.backout?.request('run.approve', input))),
    { planId: plan?.id, digest: plan?.digest }
  )
  for (const key of ['Enter', 'Enter', 'Enter']) await approval.page.keyboard.press(key)
  await window.mouse.dblclick((button?.x ?? 0) + 20, (button?.y ?? 0) + 10)
  const taken = (await replayed).filter((answer) => (answer as { readonly ok: boolean }).ok)
  expect(taken.length).toBeLessThanOrEqual(1)
  await window.getByTestId('stop-button').click()
  await expect(screen.settled).toBeVisible()
  expect((await readReferee(world.control)).effects).toHaveLength(1)

  const way = window.getByTestId('inverse')
  await expect(way).toContainText(`--to-revision=`)
  await way.getByRole('button', { name: 'Plan the way back' }).click()
  await screen.waitForPlan()
  expect((await readReferee(world.control)).effects).toHaveLength(1)
})

test('a plan that a change on the server made stale is not sent, and can be made again', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'bad-deploy', speed, seed: 32 })
  const { namespace, deployment } = await readTruth(world)
  const app = await openIncident(launch, world)
  const { window, console: screen } = app
  await screen.waitForPlan()
  const { plan: stale } = await readFeed(window, 'decision')
  const operator = await asOperator(world)
  await screen.approveByTyping()
  await operator.merge(`/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`, {
    spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' } } } }
  })
  await expect(screen.settled).toHaveAttribute('data-outcome', 'conflict')
  await expect(screen.verdict).toContainText('Not applied. What it changes was changed by someone else after the plan.')
  const { effects } = await readReferee(world.control)
  expect(effects).toHaveLength(1)
  expect(attemptsIn((await readJournalOf(app.profile)).lines)).toEqual([])

  await window.getByTestId('dismiss-button').click()
  await screen.waitForPlan()
  const { plan } = await readFeed(window, 'decision')
  expect(plan?.digest).not.toBe(stale?.digest)
  expect(plan?.blocked).toBeUndefined()
})

test('a forbidden dry run names verb, resource, namespace, user and the smallest Role', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'forbidden', speed, seed: 33 })
  const { namespace } = await readTruth(world)
  const { window, electron, console: screen } = await openIncident(launch, world)
  await screen.waitForPlan()
  const notice = screen.lever.getByTestId('forbidden')
  for (const [term, value] of [
    ['Verb', 'patch'],
    ['Resource', 'deployments.apps'],
    ['Namespace', namespace],
    ['User', 'oncall-operator']
  ]) {
    await expect(notice.locator('dl > div').filter({ hasText: term ?? '' })).toContainText(value ?? '')
  }
  await expect(notice.getByTestId('grant')).toContainText('kind: Role')
  await notice.getByRole('button', { name: 'Copy the Role' }).click()
  await expect.poll(() => electron.evaluate(({ clipboard }) => clipboard.readText())).toContain('kind: RoleBinding')
  await expect(screen.approve).toBeDisabled()
  await expect(window.getByTestId('arm-input')).toHaveCount(0)
  await expect(window.getByTestId('why-not')).toBeVisible()
  expect((await readReferee(world.control)).effects).toEqual([])
})

test('a Deployment under a Canary has its canary aborted, and its revisions refused with the trap and its source', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'flagger-owned', speed, seed: 34 })
  const { window, console: screen } = await openIncident(launch, world)
  await expect(screen.lever).toContainText('Abort the canary', { timeout: 30_000 })
  const undo = async () =>
    (await readFeed(window, 'decision')).levers.find(({ title }) => title === 'Roll back to an earlier revision')
  await expect.poll(async () => (await undo())?.state, { timeout: 30_000 }).toBe('refused')
  expect((await undo())?.source).toContain('fluxcd/flagger')
  const { traps } = await readFeed(window, 'decision')
  expect(traps).toContainEqual(expect.objectContaining({ id: 'T3', severity: 'refused' }))
  await expect(window.getByTestId('panel-canary')).toContainText('Failed checks')
  expect((await readReferee(world.control)).effects).toEqual([])
})

test('without metrics the pods recover and nothing is green', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'no-metrics', speed: 50, seed: 35 })
  const { window, console: screen } = await openIncident(launch, world)
  await expect(screen.verdict).toHaveAttribute('data-level', 'rollBack', { timeout: 30_000 })
  await expect(window.getByTestId('signal-errorRatio')).not.toHaveAttribute('data-state', 'ok')
  const choose = window.getByRole('button', { name: /^Choose \d+$/ }).first()
  await screen.command.or(choose).first().waitFor({ timeout: 30_000 })
  if (await choose.isVisible()) await choose.click()
  await screen.waitForPlan()
  await screen.approveByTyping()
  await expect(screen.settled).toBeVisible({ timeout: 60_000 })
  await expect(screen.proof.locator('[data-check="pods"]')).toHaveAttribute('data-status', 'True')
  await expect(screen.proof.locator('[data-check="errorRatio"]')).toHaveAttribute('data-status', 'Unknown')
  await expect(screen.proof.locator('[data-check="errorRatio"]')).toContainText(/not measured/i)
  await expect(screen.proved).toHaveCount(0)
  await expect(screen.verdict).toContainText('Applied, not proved.')
  // Whoever takes over from the list sees that it is open.
  await window.getByRole('button', { name: 'All services' }).click()
  await expect(window.getByTestId('recent-run')).toContainText(': applied, not proved, ')
})
