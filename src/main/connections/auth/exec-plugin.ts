import { FailureError, failureOf } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { PluginApprovals } from '../plugin-approvals.ts'
import { missingPluginRemedy } from '../kubeconfig/describe-context.ts'
import type { Cluster, ExecConfig } from '../kubeconfig/model.ts'
import { readExecCredential, type ExecCredential } from './exec-credential.ts'
import { findProgram } from './find-program.ts'
import { holdProgram, NoCopyError, type HeldProgram } from './held-program.ts'
import { pluginBinding } from './plugin-binding.ts'
import { pluginEnvironment } from './plugin-environment.ts'
import { redactedOutput } from './redacted-output.ts'
import { runProgram, type RunResult } from './run-program.ts'
import { temporaryRemedy, whyNotStarted } from './why-not-started.ts'
import { UnreadableFileError } from '../../lib/regular-file.ts'

export interface ExecPluginOptions {
  readonly exec: ExecConfig
  readonly cluster: Cluster
  readonly env: Readonly<Record<string, string | undefined>>
  readonly approvals: Pick<PluginApprovals, 'isApproved'>
  readonly abort: AbortSignal
  /** For a plugin that says nothing; 60 s when left out. */
  readonly timeoutMs?: number
  /** For one that has told the person what to do; 15 min, the life of a device code (RFC 8628), when left out. */
  readonly talkingMs?: number
  /** Credentials of the kubeconfig, which are never shown even when the plugin repeats them. */
  readonly secrets?: readonly string[]
  /** Called with what a plugin that still runs has said, line by line, and with null when it has ended. */
  readonly onSaid?: (said: SaidByPlugin | null) => void
}

/** What a plugin tells the person while it waits for them. */
export interface SaidByPlugin {
  /** Absolute path of the plugin. */
  readonly program: string
  readonly lines: readonly string[]
}

/** client-go dropped v1alpha1 with Kubernetes 1.24. */
const versions: ReadonlySet<string> = new Set([
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1'
])

/**
 * Runs an exec credential plugin, when the operator approved exactly this program for exactly this use. What is run is what
 * was hashed.
 * kubernetes/client-go plugin/pkg/client/auth/exec/exec.go refreshCredsLocked.
 * @throws FailureError: `missing` (not installed), `refused` (not approved), `timeout`, `cancelled`, `unauthorized`.
 */
export async function runExecPlugin(options: ExecPluginOptions): Promise<ExecCredential> {
  const { exec, env, timeoutMs = 60_000, talkingMs = 15 * 60_000, secrets = [] } = options
  const shown = visibleText(exec.command, 300)
  if (!versions.has(exec.apiVersion))
    throw failure(
      'badInput',
      `The plugin ${shown} uses apiVersion "${visibleText(exec.apiVersion, 100)}".`,
      'Use client.authentication.k8s.io/v1 in the kubeconfig.'
    )
  if (exec.interactiveMode === 'Always')
    throw failure(
      'refused',
      `The plugin ${shown} needs a terminal to ask in.`,
      'Sign in with it in a terminal first and set interactiveMode to IfAvailable.'
    )
  const path = await findProgram(exec.command, env)
  if (path === undefined)
    throw failure('missing', `The credential plugin ${shown} is not installed.`, missingPluginRemedy(exec))
  const held = await hold(path)
  const result = await runHeld(options, path, held, { timeoutMs, talkingMs })
  if (result.end === 'notStarted') {
    const { why, remedy } = await whyNotStarted(result.code, held.runs !== held.real)
    throw failure('missing', `The credential plugin ${path} ${why}.`, remedy ?? missingPluginRemedy(exec))
  }
  if (result.end === 'timeout')
    throw failure(
      'timeout',
      `The credential plugin ${path} did not end within ${result.afterMs / 1000} s and was killed${after(result.stderr, secrets)}`,
      result.stderr.trim() === ''
        ? 'Run it in a terminal to see what it waits for.'
        : 'Test the connection again, and do what it asks for in time.'
    )
  if (result.end === 'cancelled') throw failure('cancelled', `Stopped waiting for the credential plugin ${path}.`)
  if (result.end === 'tooMuch') throw failure('unauthorized', `The credential plugin ${path} wrote more than 1 MiB.`)
  if (result.code !== 0)
    throw failure(
      'unauthorized',
      `The credential plugin ${path} ended with ${result.code}${after(result.stderr, secrets)}`,
      'Run it in a terminal and sign in again.'
    )
  try {
    return readExecCredential(result.stdout, exec.apiVersion)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable'
    throw failure('unauthorized', `The credential plugin ${path} gave no credential: ${why}.`, 'Run it in a terminal.')
  }
}

async function hold(path: string): Promise<HeldProgram> {
  try {
    return await holdProgram(path)
  } catch (error) {
    if (error instanceof NoCopyError)
      throw failure('refused', `The credential plugin ${path} ${error.message}.`, temporaryRemedy)
    const why = error instanceof UnreadableFileError ? error.message : 'cannot be read'
    throw failure('refused', `The credential plugin ${path} ${why}.`, 'Install it again.')
  }
}

/** Runs it and lets go of it. @throws FailureError `refused` when this program was not approved for this. */
async function runHeld(
  { exec, cluster, env, approvals, abort, secrets = [], onSaid }: ExecPluginOptions,
  path: string,
  held: HeldProgram,
  times: { readonly timeoutMs: number; readonly talkingMs: number }
): Promise<RunResult> {
  const { real, sha256, runs } = held
  try {
    if (!approvals.isApproved({ path, real, sha256, binding: await pluginBinding(exec, cluster) }))
      throw failure(
        'refused',
        `The credential plugin ${path} (SHA-256 ${sha256}) has not been approved, or not with these arguments for this server.`,
        'Look at the program, its arguments and the server, and approve it on the connection.'
      )
    return await runProgram({
      path: runs,
      calledAs: path,
      args: exec.args,
      env: pluginEnvironment(env, exec, execInfo(exec, cluster)),
      ...times,
      mostBytes: 1_048_576,
      abort,
      onSaid: onSaid && ((stderr) => onSaid({ program: path, lines: redactedOutput(stderr, secrets) }))
    })
  } finally {
    onSaid?.(null)
    await held.release()
  }
}

function failure(code: Parameters<typeof failureOf>[0], message: string, remedy?: string): FailureError {
  return new FailureError(failureOf(code, message, remedy === undefined ? {} : { remedy }))
}

/**
 * kubernetes/client-go pkg/apis/clientauthentication ExecCredentialSpec, as the plugin reads it from its environment;
 * the cluster as rest/exec.go ConfigToExecCluster gives it, with the config of its extension, or null.
 */
function execInfo(exec: ExecConfig, cluster: Cluster): string {
  const target = {
    server: cluster.server,
    ...(cluster.tlsServerName === undefined ? {} : { 'tls-server-name': cluster.tlsServerName }),
    ...(cluster.insecure ? { 'insecure-skip-tls-verify': true } : {}),
    ...(cluster.caData === undefined ? {} : { 'certificate-authority-data': cluster.caData }),
    ...(cluster.proxyUrl === undefined ? {} : { 'proxy-url': cluster.proxyUrl }),
    ...(cluster.disableCompression ? { 'disable-compression': true } : {}),
    config: cluster.execConfig === undefined ? null : (JSON.parse(cluster.execConfig) as unknown)
  }
  return JSON.stringify({
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo ? { cluster: target } : {}) }
  })
}

/** The end of what a plugin said, as the end of a sentence. */
function after(stderr: string, secrets: readonly string[]): string {
  const text = redactedOutput(stderr, secrets).join(' ').slice(-600)
  return text === '' ? ', without a word.' : `: ${text}`
}
