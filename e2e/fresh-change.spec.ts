import { expect, test } from './app.ts'
import { openIncident } from './open-incident.ts'
import { asOperator } from './operator.ts'
import { readFeed } from './pages/feeds.ts'
import { readTruth } from './truth.ts'

test.setTimeout(120_000)

test('a colleague undoes it: the verdict waits for a clean reading, says for whom, and then that all is well', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 10, seed: 31 })
  const truth = await readTruth(world)
  const { window, console: screen } = await openIncident(launch, world)
  await expect(screen.verdict).toHaveAttribute('data-level', 'rollBack', { timeout: 30_000 })
  await expect(window.getByTestId('decide-clock')).toContainText('since you saw it')
  const recorded = async (lead: string) =>
    (await readFeed(window, 'record')).timeline.filter(({ kind, text }) => kind === 'verdict' && text.startsWith(lead))
  await expect.poll(() => recorded('Roll back now.')).toHaveLength(1)

  const good = truth.revisions.findLast((revision) => revision.good)?.revision ?? 0
  await window.evaluate(() => {
    const seen: string[] = []
    Object.assign(globalThis, { seenLevels: seen })
    const note = () => {
      const level = document.querySelector<HTMLElement>('[data-testid="verdict"]')?.dataset['level'] ?? ''
      if (seen.at(-1) !== level) seen.push(level)
    }
    new MutationObserver(note).observe(document, { subtree: true, attributes: true, childList: true })
    note()
  })
  await (await asOperator(world)).undo(truth, good)

  await expect(screen.verdict).toHaveAttribute('data-level', 'wait')
  await expect(screen.verdict).toContainText(`(template of ${good}`)
  await expect(screen.verdict).toContainText('by kubectl-rollout')
  await expect(screen.verdict).toContainText('Measured all the same: Errors')
  await expect(screen.verdict).toContainText('clean reading in', { timeout: 20_000 })
  await expect(window.getByTestId('decide-clock')).toHaveCount(0)
  await expect(screen.verdict).toHaveAttribute('data-level', 'hold', { timeout: 30_000 })

  // It never asked for another rollback in between.
  const seen = await window.evaluate(() => Reflect.get(globalThis, 'seenLevels') as readonly string[])
  expect(seen.slice(seen.indexOf('wait'))).not.toContain('rollBack')
  expect(seen.slice(seen.indexOf('wait'))).not.toContain('prepare')
  await expect.poll(() => recorded('Wait. Revision')).toHaveLength(1)
  await expect.poll(() => recorded('Nothing to roll back.')).toHaveLength(1)
})

test("our own rollback, cut off by a crash, is waited for as anybody else's", async ({ launch, drill }) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 4, seed: 34 })
  const first = await openIncident(launch, world)
  await first.console.waitForPlan()
  await first.console.approveByTyping()
  const run = async () => (await readFeed(first.window, 'run'))?.state
  await expect.poll(run, { timeout: 30_000 }).toBe('verifying')
  await first.kill()

  const { window } = await openIncident(launch, world)
  const verdict = () => readFeed(window, 'verdict')
  await expect.poll(async () => (await verdict())?.isComplete, { timeout: 30_000 }).toBe(true)
  expect(await verdict()).toMatchObject({
    level: 'wait',
    wait: { by: 'kubectl-backout', templateOf: expect.any(Number) }
  })
  const { namespace, deployment } = await readTruth(world)
  await window.keyboard.press('s')
  await window
    .getByTestId('judge-text')
    .fill(`kubectl -n ${namespace} rollout undo deployment/${deployment} --to-revision=1`)
  await window.keyboard.press('Control+Enter')
  await expect(window.getByTestId('judged')).toContainText('Not now: Wait.')
  await expect(window.getByTestId('judged')).toContainText('hold requests of before')
  await window.keyboard.press('Escape')
  await expect.poll(async () => (await verdict())?.level, { timeout: 60_000 }).toBe('hold')
})

test('the time to decide is given once: not again after the service is left, nor after a restart', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 1, seed: 32 })
  const { window, console: screen, close } = await openIncident(launch, world)
  const clock = window.getByTestId('decide-clock')
  await expect(clock).toBeVisible({ timeout: 30_000 })
  const asked = (await readFeed(window, 'verdict'))?.asked
  expect(asked?.level).toBe('rollBack')

  await window.getByRole('button', { name: 'All services' }).click()
  await screen.openMostTroubled()
  await expect(clock).toBeVisible({ timeout: 30_000 })
  expect((await readFeed(window, 'verdict'))?.asked).toEqual(asked)
  await close()

  const again = await openIncident(launch, world)
  await expect(again.window.getByTestId('decide-clock')).toBeVisible({ timeout: 30_000 })
  expect((await readFeed(again.window, 'verdict'))?.asked).toEqual(asked)
})

test('a Deployment that does not exist is named, and nothing is said of rolling it back', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'healthy', speed: 20, seed: 33 })
  const { namespace } = await readTruth(world)
  const { window, console: screen } = await launch({
    args: [
      '--kubeconfig',
      world.kubeconfig,
      '--context',
      'operator',
      '--namespace',
      namespace,
      '--deployment',
      'nosuch'
    ],
    env: { BACKOUT_CLOCK: JSON.stringify(world.clock) }
  })
  await expect(screen.verdict.getByRole('heading')).toHaveText(`There is no Deployment nosuch in ${namespace}.`)
  await expect(screen.lever).toHaveCount(0)
  await expect(window.getByText('Nothing that is measured')).toHaveCount(0)
})
