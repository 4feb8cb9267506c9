import { join, resolve } from 'node:path'
import { userInfo } from 'node:os'
import { app, BrowserWindow, clipboard, ipcMain, protocol, session, powerMonitor, type Protocol } from 'electron'
import { isJsonObject } from '../lib/json-access.ts'
import type { Console, ConsolePorts, Launch } from '../ports/console.ts'
import { readAppFiles, serveAppFiles, type AppAnswer, type AppRequest } from './app-files.ts'
import { appScheme, approvalPage, startUrl } from './app-origin.ts'
import { createApprovalDesk } from './approval/approval-desk.ts'
import type { DrillChoice } from './command-line.ts'
import { createClosingGuard, type ClosingGuard } from './ask-before-closing.ts'
import { createDialogs } from './dialogs.ts'
import { firstShell } from './first-shell.ts'
import { serveConsole } from './ipc/serve-console.ts'
import { chooseJournalPlace } from './journal-place.ts'
import { openJsonFile } from './json-file.ts'
import type { LastResort } from './last-resort.ts'
import { tellOutside } from './tell-outside.ts'
import { lockEveryContents } from './lock-contents.ts'
import { lockSession } from './lock-session.ts'
import { openMainWindow } from './main-window.ts'
import { setMinimalMenu } from './menu.ts'
import { createCoach } from './practice/coach.ts'
import { createProfilePort } from './profile-port.ts'
import { openSignInPage } from './sign-in-page.ts'
import { sealDrill } from './sealed-drill.ts'
import { notStarted, notStartedRemedy } from './second-start.ts'
import { createUtilityProcesses } from './utility-processes.ts'

export interface StartOptions {
  readonly packaged: boolean
  readonly sandboxed: boolean
  readonly launch: Launch
  /** What the first drill is. */
  readonly drill?: DrillChoice
  /** Absolute path of `out/`. */
  readonly outDir: string
  /** The development server's page; null for the built one. */
  readonly devUrl: string | null
  /** Loads the console; called once the window is on its way, because it is most of the code. */
  readonly openConsole: (ports: HostPorts) => Promise<Console>
  /** Hears of errors that nobody caught. */
  readonly lastResort: Pick<LastResort, 'know'>
}

/** What Electron supplies. */
export type HostPorts = Omit<ConsolePorts, 'secrets' | 'createClock'>

/** What is left of the console's time when the app quits, milliseconds. */
const closeWithinMs = 2_000

/** Wires windows, sessions and the console. To be called before Electron is ready. */
export function start(options: StartOptions): void {
  const { outDir, devUrl, sandboxed } = options
  const url = devUrl ?? startUrl
  const isStart = (candidate: string) => candidate.split('#', 1)[0] === url
  const devServer =
    devUrl === null ? [] : [new URL(devUrl).origin, new URL(devUrl).origin.replace(/^http/, 'ws'), 'devtools:']

  // It would take --no-sandbox away again, without which Chromium's processes do not start for root.
  if (sandboxed) app.enableSandbox()
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }])
  const log = (line: string) => void process.stderr.write(`backout: ${line}\n`)
  lockEveryContents(app, isStart, log)
  app.on('session-created', (created) => {
    lockSession(created, devServer)
  })

  const userData = app.getPath('userData')
  const preferencesFile = join(userData, 'preferences.json')
  const journalPlace = chooseJournalPlace(process.env, userData)
  const operator = userInfo().username
  const coach = createCoach(options.drill)
  const processes = createUtilityProcesses(join(outDir, 'main'), process.env, sealDrill(process.env, coach))
  const opened = deferred<Console>()
  const door = serveConsole(app, ipcMain, opened.promise, isStart, log)
  door.publish(firstShell({ version: app.getVersion(), operator, sandboxed, now: new Date() }))

  app.on('second-instance', (_event, _argv, _folder, told) => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
    const left = isJsonObject(told) ? notStarted(told['asked']) : ''
    if (left === '') return
    void opened.promise.then((console) => console.startedAgain(`${left} ${notStartedRemedy.window}`))
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  const closing = createClosingGuard()
  closeConsoleOnQuit(opened.promise, closing, () => {
    processes.killAll()
  })

  void app.whenReady().then(async () => {
    setMinimalMenu(process.platform)
    // Not persistent: nothing of the page is kept on disk.
    const partition = session.fromPartition('backout')
    // The view in which a plan is approved shares no storage and no process with the page.
    const apart = session.fromPartition('backout-approval')
    if (devUrl === null) {
      const serve = serveAppFiles(readAppFiles(join(outDir, 'renderer')), log)
      for (const { protocol: of } of [partition, apart]) serveScheme(of, serve)
    }
    const approvals = createApprovalDesk({
      session: apart,
      url: new URL(approvalPage, url).href,
      preload: join(outDir, 'preload', 'approval.cjs'),
      devTools: !options.packaged,
      window: () => BrowserWindow.getAllWindows()[0]
    })
    openMainWindow({
      session: partition,
      preloadDir: join(outDir, 'preload'),
      url,
      devTools: !options.packaged,
      memory: openJsonFile(join(userData, 'window.json')),
      onCreated(window) {
        door.admit(window.webContents)
        closing.watch(window)
      }
    })
    const console = await options.openConsole({
      processes,
      approvals,
      practice: coach.practice,
      ...journalPlace,
      resourcesDir: options.packaged ? join(process.resourcesPath, 'resources') : resolve(outDir, '../resources'),
      operator,
      env: process.env,
      dialogs: createDialogs(
        () => BrowserWindow.getAllWindows()[0],
        () => approvals.isOpen()
      ),
      clipboard: { write: (text) => void clipboard.writeText(text) },
      openBrowser: openSignInPage,
      notify: tellOutside,
      profile: createProfilePort(userData, preferencesFile),
      preferences: openJsonFile(preferencesFile),
      version: app.getVersion(),
      sandboxed,
      launch: options.launch
    })
    console.subscribe((message) => {
      door.publish(message)
      coach.watch(message)
      approvals.watch(message)
    })
    powerMonitor.on('resume', () => {
      console.wake()
    })
    options.lastResort.know({
      tell: (error) => {
        console.mishap(error)
      },
      end: () => {
        closing.agree()
        app.quit()
      }
    })
    closing.know(console)
    opened.resolve(console)
  })
}

/**
 * By the older of Electron's two ways. `handle` makes a Request and a Response of each file, for which it loads a whole HTTP client
 * (undici, 25 ms of a start) and passes the content on in pieces, each a turn of this process, which has other work just then.
 */
function serveScheme(of: Protocol, serve: (request: AppRequest) => Promise<AppAnswer>): void {
  of.registerBufferProtocol(appScheme, (request, answer) => {
    void serve(request).then(answer)
  })
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

function closeConsoleOnQuit(opened: Promise<Console>, closing: ClosingGuard, killHelpers: () => void): void {
  let isClosing = false
  app.on('before-quit', (event) => {
    // Also the second time: Ctrl-C may arrive twice, once from the terminal and once from whoever started us.
    event.preventDefault()
    if (isClosing || !closing.mayQuit(BrowserWindow.getAllWindows()[0])) return
    isClosing = true
    const closed = opened.then((console) => console.close())
    const late = new Promise((resolve) => setTimeout(resolve, closeWithinMs))
    void Promise.race([closed, late])
      .catch((error: unknown) => process.stderr.write(`backout: closing failed: ${String(error)}\n`))
      .then(() => {
        killHelpers()
        app.exit(0)
      })
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      closing.agree()
      app.quit()
    })
  }
}
