import { test as base, type ElectronApplication, type Page } from '@playwright/test'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/setup/folders.mjs'
import { startPrivateKeychain } from '../scripts/setup/private-keychain.mjs'
import { ConsolePage } from './pages/console-page.ts'
import { startDrill, type Drill } from './drill.ts'
import { launchElectron } from './launch-electron.ts'
import type { OtherUser } from './other-user.ts'

/** How one start of the app differs from the usual one. */
export interface LaunchOptions {
  /** Command line of the app; `--no-drill` when left out. */
  readonly args?: readonly string[]
  /** Added to the environment; a variable set to undefined is removed. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Takes this folder instead of the test's own profile; for a second start on the same data give nothing. */
  readonly profile?: string
  /** Starts without any OS keychain. */
  readonly withoutKeychain?: boolean
}

/** A running app, driven through its window. */
export interface App {
  readonly electron: ElectronApplication
  readonly window: Page
  readonly console: ConsolePage
  /** The profile folder: journal, preferences. */
  readonly profile: string
  /** Closes the app as a person would. */
  readonly close: () => Promise<void>
  /** SIGKILL to the whole app, as a crash or a power cut. */
  readonly kill: () => Promise<void>
}

/** Of one worker, for all its tests. */
export interface SharedFixtures {
  /**
   * The app in first run, started once for all tests of a worker: only for tests that leave main and the window as they
   * found them. What needs more starts its own with `launch`.
   */
  readonly firstRun: App
}

export interface Fixtures {
  /** Starts the built app in the real Electron, with this test's profile and private keychain. */
  readonly launch: (options?: LaunchOptions) => Promise<App>
  /** Starts a drill beside the app, which the app meets only through its kubeconfig. */
  readonly drill: (options: Parameters<typeof startDrill>[0]) => Promise<Drill>
  /** A scratch folder of this test. */
  readonly scratch: string
  /** The environment of a real keychain that belongs to this test alone. */
  readonly keychain: Readonly<Record<string, string>>
}

/** Playwright's `test` with the app, the drill and a keychain as fixtures. Everything ends with the test. */
export const test = base.extend<Fixtures, SharedFixtures>({
  scratch: async ({}, use) => {
    await withScratch(use)
  },

  keychain: async ({}, use) => {
    await withKeychain(use)
  },

  firstRun: [
    async ({}, use) => {
      await withScratch((scratch) =>
        withKeychain(async (keychain) => {
          const log = join(scratch, 'app.log')
          const app = await launchApp({ profile: join(scratch, 'profile'), keychain, log, scratch })
          await use(app)
          await app.close().catch(() => app.kill())
        })
      )
    },
    { scope: 'worker', timeout: 60_000 }
  ],

  drill: async ({}, use) => {
    const drills: Drill[] = []
    await use(async (options) => {
      const drill = await startDrill(options)
      drills.push(drill)
      return drill
    })
    await Promise.all(drills.map((drill) => drill.stop()))
  },

  launch: async ({ scratch, keychain }, use, info) => {
    const apps: App[] = []
    const log = info.outputPath('app.log')
    await mkdir(info.outputDir, { recursive: true })
    await use(async (options = {}) => {
      const profile = options.profile ?? join(scratch, 'profile')
      const app = await launchApp({ ...options, profile, keychain, log, scratch })
      apps.push(app)
      return app
    })
    const failed = info.status !== info.expectedStatus
    for (const [index, app] of apps.entries()) {
      if (failed) await keepEvidence(app, info.outputPath(`window-${index}`))
      await app.close().catch(() => app.kill())
    }
    if (!failed) await rm(log, { force: true })
  }
})

export { expect } from '@playwright/test'

async function withScratch(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'backout-e2e-'))
  await use(folder)
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function withKeychain(use: (env: Readonly<Record<string, string>>) => Promise<void>): Promise<void> {
  if (process.platform !== 'linux') return use({})
  const keychain = await startPrivateKeychain()
  await use(keychain.env)
  await keychain.stop()
}

/** What `launchApp` needs beyond the options of a test. */
export interface LaunchSettings extends LaunchOptions {
  readonly profile: string
  readonly keychain: Readonly<Record<string, string>>
  /** File that the app's stdout and stderr are appended to. */
  readonly log: string
  /** HOME of the app, so that nothing of the person's is read or written. */
  readonly scratch: string
  /** Another user than ours starts the app; see other-user.ts. */
  readonly as?: OtherUser
}

/** Starts the built app; used by the fixture and by the autopilot. */
export async function launchApp(settings: LaunchSettings): Promise<App> {
  const executablePath = settings.as?.executable ?? process.env['BACKOUT_ELECTRON']
  if (executablePath === undefined) throw new Error('BACKOUT_ELECTRON is not set: start with npm run e2e')
  const isSandboxed = settings.as !== undefined || process.getuid?.() !== 0
  const env = cleanEnvironment({
    ...process.env,
    HOME: settings.scratch,
    ...(settings.withoutKeychain === true ? { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } : settings.keychain),
    BACKOUT_E2E: '1',
    // A test's profile is temporary, and many machines keep temporary folders in memory.
    BACKOUT_JOURNAL_ANYWHERE: '1',
    KUBECONFIG: undefined,
    ELECTRON_RUN_AS_NODE: undefined,
    ...settings.env
  })
  const { electron } = await launchElectron({
    executablePath,
    args: [
      ...(isSandboxed ? [] : ['--no-sandbox']),
      // A virtual display has no graphics hardware; imitating it costs more than drawing without.
      '--disable-gpu',
      settings.as?.app ?? root,
      `--user-data-dir=${settings.profile}`,
      ...(settings.args ?? ['--no-drill'])
    ],
    env,
    chromiumSandbox: isSandboxed
  })
  const child = electron.process()
  const out = createWriteStream(settings.log, { flags: 'a' })
  child.stdout?.pipe(out, { end: false })
  child.stderr?.pipe(out, { end: false })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const window = await electron.firstWindow()
  if (isTraced()) await electron.context().tracing.start({ screenshots: true, snapshots: true })
  let isClosed = false
  return {
    electron,
    window,
    console: new ConsolePage(window),
    profile: settings.profile,
    async close() {
      if (isClosed) return
      isClosed = true
      // Nobody is there to answer whether what is under way may be cut off; what is asked has tests of its own.
      await electron.evaluate(({ dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
      })
      await electron.close()
    },
    async kill() {
      isClosed = true
      child.kill('SIGKILL')
      await ended
    }
  }
}

async function keepEvidence(app: App, path: string): Promise<void> {
  await app.window.screenshot({ path: `${path}.png` }).catch(() => undefined)
  await app.electron
    .context()
    .tracing.stop({ path: `${path}-trace.zip` })
    .catch(() => undefined)
}

/** A trace films the window, which costs as much as the app: the second try is filmed, and what asks for it. */
function isTraced(): boolean {
  return process.env['BACKOUT_TRACE'] === '1' || test.info().retry > 0
}

function cleanEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}
