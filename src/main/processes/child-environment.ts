/** Variables that change how a child runs or whom it trusts, and that no child of ours needs. */
const unwanted =
  /^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|NODE_PATH|NODE_REPL_.*|NODE_V8_COVERAGE|SSLKEYLOGFILE|ELECTRON_.*|(HTTPS?|ALL|NO|FTP)_PROXY)$/i

/** The environment for a child process: ours without what could redirect, weaken or instrument it. */
export function childEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>> = {}
): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !unwanted.test(name)) kept[name] = value
  }
  return { ...kept, ...added }
}
