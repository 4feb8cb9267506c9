import { readFile } from 'node:fs/promises'
import type { App, LaunchOptions } from './app.ts'
import { expect, test } from './app.ts'
import { attemptsIn } from './crash/read-journal.ts'
import type { Drill } from './drill.ts'
import { readJournalOf } from './journal.ts'
import { answerDialogs } from './native-dialogs.ts'
import { ConnectionsPage } from './pages/connections-page.ts'
import { readFeed } from './pages/feeds.ts'
import { readReferee } from './referee.ts'
import { startDrill } from './drill.ts'

// An action that is under way when the window closes, or ends without a word: asked about, and taken up at the next start.

test.skip(process.platform !== 'linux', 'a keychain that outlives the app can be started on Linux only')
test.setTimeout(180_000)

const [stay, close] = [0, 1]

test('closing asks while an action is under way; what was closed all the same is proved at the next start', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 71 })
  const app = await verifying(launch, world)
  const dialogs = await answerDialogs(app)
  const { title } = (await readFeed(app.window, 'run'))?.words ?? {}
  const tick = app.console.checklist.getByTestId('task').first()
  await tick.click()
  await app.window.keyboard.press(' ')
  await expect(tick).toHaveAttribute('data-state', 'done')

  await dialogs.press(stay)
  await closeWindow(app)
  await expect.poll(async () => (await dialogs.said()).length).toBe(1)
  expect((await dialogs.said())[0]).toContain(`${title}: this is still under way in prod-eu. Close Backout?`)
  expect((await dialogs.said())[0]).toContain('at the next start it is watched on')
  expect((await readFeed(app.window, 'run'))?.state, 'it goes on').toBe('verifying')

  await dialogs.press(close)
  const ended = new Promise<void>((resolve) => app.electron.once('close', () => resolve()))
  await closeWindow(app)
  await ended
  await provedAtTheNextStart(app, launch, world)
})

test('an action that a killed app was proving is proved at the next start, with the ticks of before', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 72 })
  const app = await verifying(launch, world)
  const tick = app.console.checklist.getByTestId('task').first()
  await tick.click()
  await app.window.keyboard.press(' ')
  await expect(tick).toHaveAttribute('data-state', 'done')
  await app.kill()
  await provedAtTheNextStart(app, launch, world)
})

test('where another environment is opened first, what was left unproved is said, and one press leads to it', async ({
  launch,
  drill,
  scratch
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 73 })
  const app = await verifying(launch, world)
  await app.kill()
  const other = await startDrill({ scenario: 'healthy', speed: 20, seed: 74 })
  const again = await launch({
    profile: app.profile,
    args: ['--kubeconfig', other.kubeconfig, '--context', 'operator'],
    env: clockOf(world)
  })
  const ribbon = again.window.getByTestId('run-elsewhere')
  await expect(ribbon).toContainText('Unproved:', { timeout: 60_000 })
  await expect(ribbon).toContainText('prod-eu')
  await again.console.services.waitFor({ timeout: 60_000 })
  await again.window.screenshot({ path: `${scratch}/unproved.png` })
  await ribbon.getByRole('button', { name: 'Open prod-eu and look' }).click()
  await expect(again.console.proved).toBeVisible({ timeout: 120_000 })
  await expect(ribbon).toHaveCount(0)
  expect((await readReferee(world.control)).effects).toMatchObject([{ method: 'PATCH', status: 200 }])
  await again.close()
  await other.stop()
})

function clockOf(world: Drill): Readonly<Record<string, string>> {
  return { BACKOUT_CLOCK: JSON.stringify(world.clock) }
}

/** Approves a rollback in a production that is a drill beside the app; the cluster has taken it, and nothing is proved yet. */
async function verifying(launch: (options?: LaunchOptions) => Promise<App>, world: Drill): Promise<App> {
  const app = await launch({ env: clockOf(world) })
  const { window, console: screen } = app
  const connections = new ConnectionsPage(app)
  await connections.paste(await readFile(world.kubeconfig, 'utf8'))
  await connections.open({ name: 'prod-eu', kind: 'production' })
  await screen.openMostTroubled()
  await screen.waitForPlan()
  await screen.approveByTyping()
  await expect(window.locator('[data-testid="run-card"][data-state="verifying"]')).toBeVisible({ timeout: 30_000 })
  return app
}

/** As the person at the machine does it. */
async function closeWindow({ electron }: App): Promise<void> {
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined)
}

/** The service is opened by itself, its run is watched on and proved, and nothing was sent a second time. */
async function provedAtTheNextStart(
  app: App,
  launch: (options?: LaunchOptions) => Promise<App>,
  world: Drill
): Promise<void> {
  const again = await launch({ profile: app.profile, env: clockOf(world) })
  const card = again.window.getByTestId('run-card')
  await expect(card).toBeVisible({ timeout: 60_000 })
  await expect(again.console.checklist.getByTestId('task').first()).toHaveAttribute('data-state', 'done')
  await expect(again.console.proved).toBeVisible({ timeout: 120_000 })
  expect((await readReferee(world.control)).effects).toMatchObject([{ method: 'PATCH', status: 200 }])
  await again.close()
  expect(attemptsIn((await readJournalOf(app.profile)).lines)).toMatchObject([{ outcomes: ['succeeded'] }])
}
