import './lib/no-inspector.ts'
import { url as inspectorUrl } from 'node:inspector'
import { resolve } from 'node:path'
import { app } from 'electron'
import { ownOptions, readCommandLine } from './host/command-line.ts'
import { createLastResort } from './host/last-resort.ts'
import { refusals } from './host/refused-switches.ts'
import { askedOf, notStarted, notStartedRemedy } from './host/second-start.ts'
import { start, type HostPorts } from './host/start.ts'
import { testClock } from './host/test-clock.ts'
import { dropTestVariables } from './host/test-variables.ts'
import type { Console } from './ports/console.ts'

/** The Electron host. Judges how it was started, takes the lock of its profile, and hands over. */

// Without a listener of ours Electron shows each in an error box, which stops this process until somebody presses its button.
const lastResort = createLastResort({
  log: (line) => void process.stderr.write(`backout: ${line}\n`),
  exit: () => app.exit(1),
  nowMs: () => performance.now()
})
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    lastResort.hear(error)
  })
}

const exitCodes = { badUsage: 2, refused: 3 } as const

// A test may ask for the rules of a packaged app; no variable loosens them.
const packaged = app.isPackaged || process.env.BACKOUT_AS_PACKAGED === '1'
if (packaged) dropTestVariables(process.env)
const isRoot = process.getuid?.() === 0
const reasons = refusals({
  packaged,
  e2e: process.env.BACKOUT_E2E === '1',
  root: isRoot,
  argv: process.argv.slice(1),
  ownOptions,
  env: process.env,
  isFromArchive: !app.isPackaged || app.getAppPath().endsWith('.asar'),
  isInspected: inspectorUrl() !== undefined,
  hasSwitch: (name) => app.commandLine.hasSwitch(name)
})
const commandLine = readCommandLine(process.argv.slice(1), { drill: !packaged, cwd: process.cwd() })

if (reasons.length > 0) {
  end(reasons.join('\n'), exitCodes.refused)
} else if ('help' in commandLine) {
  process.stdout.write(`${commandLine.help}\n`)
  app.exit(0)
} else if (!commandLine.ok) {
  end(commandLine.message, exitCodes.badUsage)
} else if (!app.requestSingleInstanceLock({ asked: askedOf(commandLine) })) {
  const left = notStarted(askedOf(commandLine))
  const open = 'Backout is open already; its window has come to the front.'
  if (left === '') end(open, 0)
  else end(`${open}\n${left} ${notStartedRemedy.terminal}`, exitCodes.refused)
} else {
  const sandboxed = !app.commandLine.hasSwitch('no-sandbox')
  if (!sandboxed) process.stderr.write("backout: running as root without Chromium's sandbox\n")
  const program = loadConsole()
  start({
    packaged,
    sandboxed,
    launch: commandLine.launch,
    ...(commandLine.drill === undefined ? {} : { drill: commandLine.drill }),
    outDir: resolve(import.meta.dirname, '..'),
    devUrl: packaged ? null : developmentUrl(process.env.ELECTRON_RENDERER_URL),
    openConsole: (ports) => openConsole(ports, program),
    lastResort
  })
}

/** As the window will report it, with its slash: any other address would count as having left the page. */
function developmentUrl(address: string | undefined): string | null {
  return address === undefined ? null : new URL(address).href
}

function end(message: string, code: number): void {
  process.stderr.write(`backout: ${message.replaceAll('\n', '\nbackout: ')}\n`)
  app.exit(code)
}

/** Most of the code: compiled while Electron makes itself ready, when this process has nothing else to do. */
function loadConsole() {
  const program = Promise.all([import('./console.ts'), import('./lib/clock.ts')])
  // Whoever opens the console is told.
  program.catch(() => undefined)
  return program
}

async function openConsole(ports: HostPorts, program: ReturnType<typeof loadConsole>): Promise<Console> {
  const { createKeychainStore } = await import('./secrets/keychain.ts')
  const { DISPLAY, WAYLAND_DISPLAY } = ports.env
  const secrets = createKeychainStore({
    processes: ports.processes,
    canPrompt: process.platform !== 'linux' || DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined
  })
  // Its helper and the operating system's keychain take longer to answer than the console takes to load; where the first
  // screen does not need them, it does not share the processor with them either.
  if (ports.launch.kind === 'last') void secrets.probe()
  const [{ createConsole }, { createClock }] = await program
  return createConsole({ ...ports, secrets, createClock, homeClock: testClock(ports.env) })
}
