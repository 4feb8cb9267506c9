import { createHash } from 'node:crypto'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { isJsonObject } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { UnreadableFileError } from '../../lib/regular-file.ts'
import type { PluginApprovals, PluginUse } from '../plugin-approvals.ts'
import { findProgram, lookAtFile } from '../auth/find-program.ts'
import { holdProgram } from '../auth/held-program.ts'
import { redactedOutput } from '../auth/redacted-output.ts'
import { runProgram, type RunResult } from '../auth/run-program.ts'
import type { TokenSource } from './token-source.ts'

type Env = Readonly<Record<string, string | undefined>>

/** For whom `az` is to give a token, and to whom that goes. */
export interface AzUse {
  readonly tenant: string
  /** What the token is for, `https://RESOURCE/.default`. */
  readonly scope: string
}

const timeoutMs = 60_000

/** Ours, which would change how a program runs, and what makes an interpreter of Python run something else first. */
const left =
  /^(NODE_OPTIONS|ELECTRON_.*|BACKOUT_.*|SSLKEYLOGFILE|PYTHON(PATH|HOME|STARTUP|BREAKPOINT|INSPECT)|LD_PRELOAD)$/i

/**
 * What is run: as AzureCliCredential of @azure/identity asks (azureCliCredential.js), and with the scope, which names the
 * cloud.
 */
export function azArguments({ tenant, scope }: AzUse): readonly string[] {
  return ['account', 'get-access-token', '--output', 'json', '--scope', scope, '--tenant', tenant]
}

/** The program as it is now and what it is used for, to be approved; undefined where there is none. @throws FailureError */
export async function lookAtAz(use: AzUse, env: Env): Promise<PluginUse | undefined> {
  const path = await findProgram('az', env)
  if (path === undefined) return undefined
  try {
    return { path, ...(await lookAtFile(path)), binding: bindingOf(use) }
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Tokens of the session of Azure's command line: its program runs only as it was approved, and what runs is what was hashed. */
export function azTokens(tenant: string, env: Env, approvals: Pick<PluginApprovals, 'isApproved'>): TokenSource {
  return async ({ scopes, options }) => {
    const use = { tenant, scope: scopes.join(' ') }
    const path = await findProgram('az', env)
    if (path === undefined) throw notInstalled()
    const held = await holdProgram(path).catch((error: unknown) => {
      throw unreadable(path, error)
    })
    try {
      const { real, sha256, runs } = held
      if (!approvals.isApproved({ path, real, sha256, binding: bindingOf(use) })) {
        const remedy = 'Sign in with it again, where the connection is, and look at what is to be run.'
        throw new FailureError(
          failureOf('refused', `${path} (SHA-256 ${sha256}) has not been approved for this.`, { remedy })
        )
      }
      const result = await runProgram({
        path: runs,
        calledAs: path,
        args: azArguments(use),
        env: Object.fromEntries(Object.entries(env).filter(([name]) => !left.test(name))),
        timeoutMs,
        talkingMs: timeoutMs,
        mostBytes: 1_048_576,
        abort: (options?.abortSignal as AbortSignal | undefined) ?? new AbortController().signal
      })
      return readToken(path, result)
    } finally {
      await held.release()
    }
  }
}

/** @throws FailureError, or an Error with what `az` said, in which Azure's own codes are. */
function readToken(path: string, result: RunResult): Awaited<ReturnType<TokenSource>> {
  if (result.end === 'cancelled') throw new FailureError(failureOf('cancelled', 'Stopped waiting for az.'))
  if (result.end !== 'exit') {
    const why = result.end === 'timeout' ? `did not end within ${timeoutMs / 1_000} s` : 'cannot be run'
    throw new FailureError(failureOf('missing', `${path} ${why}.`, { remedy: 'Run az account show in a terminal.' }))
  }
  if (result.code !== 0) throw new Error(redactedOutput(result.stderr, []).join(' ').slice(-600))
  const told = parsedJson(result.stdout)
  const { accessToken, expires_on: seconds, tenant } = isJsonObject(told) ? told : {}
  if (typeof accessToken !== 'string' || typeof seconds !== 'number') {
    const remedy = 'It has to be az 2.54 or newer.'
    throw new FailureError(failureOf('unauthorized', `${path} gave no token that can be read.`, { remedy }))
  }
  return {
    token: accessToken,
    expiresAtMs: seconds * 1_000,
    ...(typeof tenant === 'string' ? { tenant } : {}),
    ...nameIn(accessToken)
  }
}

/** Who holds a token is for its reader to say; where it is a JWT, it can be read, and is believed for showing only. */
function nameIn(token: string): { readonly who?: string } {
  try {
    const claims = parsedJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const { upn, unique_name: unique, appid } = isJsonObject(claims) ? claims : {}
    const who = [upn, unique, appid].find((name) => typeof name === 'string')
    return typeof who === 'string' ? { who } : {}
  } catch {
    return {}
  }
}

function bindingOf(use: AzUse): string {
  return createHash('sha256')
    .update(JSON.stringify(['az', ...azArguments(use)]))
    .digest('hex')
}

function notInstalled(): FailureError {
  const remedy = 'Install the Azure CLI and run az login, or choose another way to sign in.'
  return new FailureError(failureOf('missing', 'There is no program az on the PATH.', { remedy }))
}

function unreadable(path: string, error: unknown): unknown {
  if (!(error instanceof UnreadableFileError)) return error
  return new FailureError(failureOf('refused', `${path} ${error.message}.`, { remedy: 'Install it again.' }))
}
