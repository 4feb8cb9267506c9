/** What a start is judged by. */
export interface StartFacts {
  readonly packaged: boolean
  /** The start was made by the end-to-end tests: `BACKOUT_E2E=1`. */
  readonly e2e: boolean
  readonly root: boolean
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
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

const inspectOption = /--(?:inspect|debug)(?:-|=|\s|$)/

/**
 * Judges how the app was started. A packaged app takes no switch that weakens it. Unpackaged, the inspector needs
 * `BACKOUT_E2E=1`, and the sandbox may be off only for root, for whom Chromium cannot run it.
 * @returns one sentence for each reason not to start; empty when there is none
 */
export function refusals(facts: StartFacts): readonly string[] {
  // The tests' own driver adds switches from inside before we run; there only what was typed is judged.
  const hasSwitch = facts.e2e && !facts.packaged ? () => false : facts.hasSwitch
  const given = (names: readonly string[]) => names.filter((name) => hasSwitch(name) || isInArgv(facts.argv, name))
  const reasons: string[] = []
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
  if (facts.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    reasons.push(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is refused: it would switch off certificate checks for every cluster. Unset it.'
    )
  }
  return reasons
}

/** Chromium takes one dash or two, a slash on Windows, any case there, and a value after an equals sign. */
function isInArgv(argv: readonly string[], name: string): boolean {
  const end = argv.indexOf('--')
  const switches = end === -1 ? argv : argv.slice(0, end)
  return switches.some(
    (argument) =>
      argument.toLowerCase().replace(/^(?:--?|\/)([^=]+)(?:=.*)?$/s, '$1') === name && /^[-/]/.test(argument)
  )
}
