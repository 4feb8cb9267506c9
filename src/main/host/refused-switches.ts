/** What a start is judged by. */
export interface StartFacts {
  readonly packaged: boolean
  /** The start was made by the end-to-end tests: `BACKOUT_E2E=1`. */
  readonly e2e: boolean
  readonly root: boolean
  readonly argv: readonly string[]
  /** Names of the options that the app reads itself. */
  readonly ownOptions: ReadonlySet<string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** The app was loaded from its archive, whose integrity is checked; true where it is not packaged. */
  readonly isFromArchive: boolean
  /** Node's inspector listens already. */
  readonly isInspected: boolean
  /** Chromium's own reading of the command line, which also knows switches that never appear in `argv`. */
  readonly hasSwitch: (name: string) => boolean
}

const sandbox = [
  'no-sandbox',
  'disable-setuid-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-namespace-sandbox',
  'disable-gpu-sandbox',
  'no-zygote',
  'single-process',
  'in-process-gpu'
]

const inspector = [
  'inspect',
  'inspect-brk',
  'inspect-wait',
  'inspect-port',
  'inspect-publish-uid',
  'debug-port',
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-debugging-socket-name',
  'remote-allow-origins',
  'auto-open-devtools-for-tabs'
]

/** Each changes whom the window trusts, whom it talks to, or what runs in it. */
const weakening = [
  'disable-web-security',
  'allow-running-insecure-content',
  'unsafely-treat-insecure-origin-as-secure',
  'disable-site-isolation-trials',
  'disable-features',
  'enable-blink-features',
  'enable-experimental-web-platform-features',
  'proxy-server',
  'proxy-pac-url',
  'proxy-auto-detect',
  'proxy-bypass-list',
  'host-rules',
  'host-resolver-rules',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'allow-insecure-localhost',
  'test-type',
  'js-flags',
  'load-extension',
  'log-net-log',
  'ssl-key-log-file',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'ppapi-plugin-launcher',
  'register-pepper-plugins'
]

/** Switches of Chromium and Electron that change neither whom the window trusts nor what runs in it: how it is drawn, and where its profile is. */
const harmless: ReadonlySet<string> = new Set([
  'user-data-dir',
  'ozone-platform',
  'ozone-platform-hint',
  'enable-wayland-ime',
  'wayland-text-input-version',
  'gtk-version',
  'class',
  'lang',
  'force-device-scale-factor',
  'high-dpi-support',
  'force-color-profile',
  'force-dark-mode',
  'force-high-contrast',
  'force-prefers-reduced-motion',
  'force-renderer-accessibility',
  'disable-gpu',
  'disable-gpu-compositing',
  'disable-gpu-vsync',
  'disable-software-rasterizer',
  'disable-dev-shm-usage',
  'disable-smooth-scrolling',
  'no-first-run',
  'no-default-browser-check'
])

const inspectOption = /--(?:inspect|debug)(?:-|=|\s|$)/

/**
 * Judges how the app was started. Only switches that are known to be harmless are taken: of Chromium's thousand, no list
 * of bad ones is ever whole. Unpackaged, the inspector may be opened with `BACKOUT_E2E=1`, and the sandbox may be off only
 * for root, for whom Chromium cannot run it.
 * @returns one sentence for each reason not to start; empty when there is none
 */
export function refusals(facts: StartFacts): readonly string[] {
  // The tests' own driver adds switches from inside before we run; there only what was typed is judged.
  const hasSwitch = facts.e2e && !facts.packaged ? () => false : facts.hasSwitch
  const typed = switchesIn(facts.argv)
  const given = (names: readonly string[]) => names.filter((name) => hasSwitch(name) || typed.has(name))
  const reasons: string[] = []
  for (const name of typed) {
    if (!knownNames.has(name) && !harmless.has(name) && !facts.ownOptions.has(name))
      reasons.push(`--${name} is refused: it is none of the switches that Backout is known to be safe with.`)
  }
  for (const name of given(weakening)) reasons.push(`--${name} is refused: it would weaken the window's protection.`)
  for (const name of given(sandbox)) {
    if (name === 'no-sandbox' && !facts.packaged) {
      if (!facts.root)
        reasons.push('--no-sandbox is refused: only root, for whom Chromium has no sandbox, may go without.')
    } else {
      reasons.push(`--${name} is refused: it would switch off Chromium's sandbox.`)
    }
  }
  if (facts.packaged || !facts.e2e) {
    const without = facts.packaged ? 'it would let another program steer this one' : 'it needs BACKOUT_E2E=1'
    for (const name of given(inspector)) reasons.push(`--${name} is refused: ${without}.`)
    if (inspectOption.test(facts.env.NODE_OPTIONS ?? ''))
      reasons.push(`An inspector in NODE_OPTIONS is refused: ${without}.`)
  }
  if (facts.isInspected && (facts.packaged || !facts.e2e))
    reasons.push('An inspector is open, which steers this program: end what opened it and start again.')
  if (!facts.isFromArchive)
    reasons.push('The app was not loaded from its archive: another one was put in its place. Install Backout again.')
  if (facts.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    reasons.push(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is refused: it would switch off certificate checks for every cluster. Unset it.'
    )
  }
  return reasons
}

/**
 * Names of the switches that were typed. Chromium takes one dash or two, any case, a slash on Windows, and a value after
 * an equals sign; what follows `--` is none.
 */
function switchesIn(argv: readonly string[]): ReadonlySet<string> {
  const end = argv.indexOf('--')
  const before = end === -1 ? argv : argv.slice(0, end)
  return new Set(
    before.flatMap((argument) => {
      const [, dashes = '', name = ''] = /^(--?|\/)([^=]+)/s.exec(argument) ?? []
      // Elsewhere a slash begins a path; on Windows it is a switch only where Chromium knows it.
      const isPath = dashes === '/' && !knownNames.has(name.toLowerCase())
      return name === '' || isPath || name === 'h' ? [] : [name.toLowerCase()]
    })
  )
}

const knownNames: ReadonlySet<string> = new Set([...sandbox, ...inspector, ...weakening])
