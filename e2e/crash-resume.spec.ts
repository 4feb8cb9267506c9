import { readFile } from 'node:fs/promises'
import type { App, LaunchOptions } from './app.ts'
import { expect, test } from './app.ts'
import { attemptsIn } from './crash/read-journal.ts'
import type { Drill } from './drill.ts'
import { readJournalOf, verifyJournalOf } from './journal.ts'
import { ConnectionsPage } from './pages/connections-page.ts'
import { readFeed } from './pages/feeds.ts'
import { readReferee } from './referee.ts'
import { faultsToCome, orderFault, type Fault } from './truth.ts'

// kill -9 while a request is on its way: the next start opens the service by itself and settles it by reading alone.

test.skip(process.platform !== 'linux', 'a keychain that outlives the app can be started on Linux only')
test.setTimeout(120_000)

const slow: Fault = { kind: 'latency', method: 'PATCH', ms: 3_000 }
const never: Fault = { kind: 'hang', method: 'PATCH' }

test('a request that arrives after its sender was killed is found, and counts once', async ({
  launch,
  drill,
  scratch
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 21 })
  const killed = await killedWhileSending(launch, world, slow)
  const again = await launch({ profile: killed.profile, env: clockOf(world) })
  await expect(again.console.settled).toHaveAttribute('data-outcome', 'succeeded', { timeout: 60_000 })
  await expect(again.console.proved).toBeVisible()
  expect((await readReferee(world.control)).effects).toMatchObject([{ method: 'PATCH', status: 200 }])
  await expectOneOutcome(again, scratch, 'succeeded')
})

test('a request that never arrived is settled as not applied, and is not sent again', async ({
  launch,
  drill,
  scratch
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 22 })
  const killed = await killedWhileSending(launch, world, never)
  const again = await launch({ profile: killed.profile, env: clockOf(world) })
  await expect(again.console.verdict).toContainText('Outcome unknown.')
  await expect(again.console.settled).toHaveAttribute('data-outcome', 'failed', { timeout: 60_000 })
  await expect(again.window.getByTestId('failure')).toContainText('The request was not applied')
  expect((await readReferee(world.control)).effects).toEqual([])
  await expectOneOutcome(again, scratch, 'failed')
})

function clockOf(world: Drill): Readonly<Record<string, string>> {
  return { BACKOUT_CLOCK: JSON.stringify(world.clock) }
}

/** Approves a rollback on an imported kubeconfig and kills the app when the intent is written and the answer is not there. */
async function killedWhileSending(
  launch: (options?: LaunchOptions) => Promise<App>,
  world: Drill,
  fault: Fault
): Promise<App> {
  const app = await launch({ env: clockOf(world) })
  const { window, console: screen } = app
  const connections = new ConnectionsPage(app)
  await connections.paste(await readFile(world.kubeconfig, 'utf8'))
  await connections.open({ name: 'prod-eu', kind: 'production' })
  await screen.openMostTroubled()
  await screen.waitForPlan()
  await screen.approveByTyping()
  // Nothing is planned while something runs, so the next PATCH is the one that counts.
  await expect(screen.cancel).toBeVisible()
  await orderFault(world, fault)
  await expect.poll(() => faultsToCome(world), { timeout: 20_000, intervals: [50] }).toBe(0)
  expect((await readFeed(window, 'run'))?.state).toBe('sending')
  await app.kill()
  expect(attemptsIn((await readJournalOf(app.profile)).lines)).toMatchObject([{ outcomes: [] }])
  return app
}

async function expectOneOutcome(app: App, scratch: string, outcome: string): Promise<void> {
  await app.close()
  expect(attemptsIn((await readJournalOf(app.profile)).lines)).toMatchObject([{ outcomes: [outcome] }])
  const { code, said } = await verifyJournalOf(app.profile, scratch)
  expect(code, said).toBe(0)
}
