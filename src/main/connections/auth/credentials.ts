import { FailureError, failureOf } from '../../../contract/index.ts'
import type { User } from '../kubeconfig/model.ts'
import { certificateProblem, certificateValidity } from '../kubeconfig/client-certificate.ts'
import type { RequestHeaders } from '../http/send-once.ts'
import type { ExecCredential } from './exec-credential.ts'
import { canBeSent, headerValue } from './header-value.ts'
import { impersonationHeaders } from './impersonation.ts'
import { createTokenFile } from './token-file.ts'

/** What a request is sent with. */
export interface Credentials {
  /**
   * Headers for the next request. Runs the plugin when there is no credential, or when less than `neededMs` of it
   * is left on the server's clock; concurrent callers share one run.
   * @throws FailureError when no credential can be had.
   */
  headers(neededMs?: number): Promise<RequestHeaders>
  /** Client certificate as PEM, from the kubeconfig or the plugin. */
  clientCertificate(): { readonly cert: string; readonly key: string } | undefined
  /** Called after a 401 that was got with `used`. True when new credentials are worth one more try. */
  renew(used: RequestHeaders): Promise<boolean>
  /** What is known of them that can be why a server refuses them, a sentence and the way out; undefined when nothing is. */
  suspicion(): { readonly text: string; readonly remedy: string } | undefined
}

export interface CredentialsOptions {
  /** Runs the exec plugin; absent when the user has none. */
  readonly runPlugin?: () => Promise<ExecCredential>
  /** The server's clock, milliseconds since the epoch. */
  readonly serverNowMs: () => number
  /** Called with a token that was read again, before it is used. */
  readonly onSecret?: (value: string) => void
  /** Called when the plugin gave another client certificate: connections made with the old one must go. */
  readonly onCertificate?: () => void
}

/** Refreshed this long before it ends, or after four fifths of its life when it lives shorter. */
const marginMs = 5 * 60_000

/** A plugin that keeps giving credentials which are already refused must not be run in a loop. */
const mostRunsPerMinute = 2
const tooOften = failureOf('unauthorized', 'The credential plugin keeps giving credentials that have already ended.', {
  remedy: 'Run the plugin in a terminal and look at what it gives; check the clock of this computer.'
})

/** The credentials of a kubeconfig user. A token goes before a password, and both before a plugin, as in client-go. */
export function createCredentials(user: User | undefined, options: CredentialsOptions): Credentials {
  const impersonation = impersonationHeaders(user)
  const hasFixed = user?.token !== undefined || user?.username !== undefined
  const tokenFile =
    user?.token !== undefined && user.tokenCopy ? createTokenFile(user.tokenCopy, user.token, options) : undefined
  const validity = certificateValidity(user)
  const runPlugin = hasFixed ? undefined : options.runPlugin
  let current: { readonly credential: ExecCredential; readonly refreshAtMs: number } | undefined
  let running: Promise<ExecCredential> | undefined
  let runs: readonly number[] = []
  let lastError: unknown

  const leftMs = ({ expiresMs }: ExecCredential): number =>
    expiresMs === null ? Infinity : expiresMs - options.serverNowMs()

  const run = (plugin: () => Promise<ExecCredential>, neededMs: number): Promise<ExecCredential> => {
    if (running) return running
    const nowMs = performance.now()
    runs = runs.filter((startedMs) => nowMs - startedMs < 60_000)
    if (runs.length >= mostRunsPerMinute) {
      if (current && leftMs(current.credential) > neededMs) return Promise.resolve(current.credential)
      return Promise.reject(lastError ?? new FailureError(tooOften))
    }
    runs = [...runs, nowMs]
    running = plugin()
      .then(
        (credential) => {
          if (current && current.credential.cert !== credential.cert) options.onCertificate?.()
          const kept = withLife(credential, options.serverNowMs())
          current = kept
          lastError = undefined
          return kept.credential
        },
        (error: unknown) => {
          lastError = error
          throw error
        }
      )
      .finally(() => {
        running = undefined
      })
    return running
  }

  const pluginCredential = async (plugin: () => Promise<ExecCredential>, neededMs: number): Promise<ExecCredential> => {
    const isFresh = current && options.serverNowMs() < current.refreshAtMs && leftMs(current.credential) >= neededMs
    if (current && isFresh) return current.credential
    try {
      return await run(plugin, neededMs)
    } catch (error) {
      // The old one still works until its end; only what needs longer than that has to stop.
      if (current && leftMs(current.credential) > neededMs) return current.credential
      throw error
    }
  }

  return {
    async headers(neededMs = 0) {
      if (tokenFile) return { authorization: bearer(tokenFile.token()), ...impersonation }
      if (hasFixed) return { ...fixedHeaders(user), ...impersonation }
      if (!runPlugin) return impersonation
      const { token } = await pluginCredential(runPlugin, neededMs)
      return token === '' ? impersonation : { authorization: bearer(token), ...impersonation }
    },
    clientCertificate() {
      if (user?.certData !== undefined && user.keyData !== undefined)
        return { cert: pem(user.certData), key: pem(user.keyData) }
      const { cert, key } = current?.credential ?? { cert: '', key: '' }
      return cert === '' ? undefined : { cert, key }
    },
    async renew(used) {
      if (tokenFile) {
        if (used['authorization'] !== bearer(tokenFile.token())) return true
        await tokenFile.readAgain()
        return used['authorization'] !== bearer(tokenFile.token())
      }
      if (!runPlugin) return false
      // Somebody else has renewed it in the meantime.
      const token = current?.credential.token ?? ''
      if (token !== '' && used['authorization'] !== bearer(token)) return true
      const before = current?.credential
      const after = await run(runPlugin, 0)
      return after !== before
    },
    suspicion: () => {
      const nowMs = options.serverNowMs()
      const ended = certificateProblem(validity, nowMs)
      if (ended !== undefined) return { text: ended, remedy: 'Get a new certificate, and import the kubeconfig again.' }
      if (!tokenFile) return undefined
      return {
        text: tokenFile.told(nowMs),
        remedy: 'Put a new token into that file, which is read again then, or import the kubeconfig again.'
      }
    }
  }
}

function withLife(
  credential: ExecCredential,
  nowMs: number
): { readonly credential: ExecCredential; readonly refreshAtMs: number } {
  const lifeMs = credential.expiresMs === null ? 0 : credential.expiresMs - nowMs
  // An end in the past says nothing: the credential is used until the server refuses it.
  if (credential.expiresMs === null || lifeMs <= 0)
    return { credential: { ...credential, expiresMs: null }, refreshAtMs: Infinity }
  return { credential, refreshAtMs: credential.expiresMs - Math.min(marginMs, lifeMs / 5) }
}

function fixedHeaders(user: User | undefined): RequestHeaders {
  if (user?.token !== undefined) return { authorization: bearer(user.token) }
  if (user?.username === undefined) return {}
  const account = Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')
  return { authorization: `Basic ${account}` }
}

function bearer(token: string): string {
  if (canBeSent(token)) return `Bearer ${headerValue(token)}`
  throw new FailureError(
    failureOf('badInput', 'The token has characters that cannot be sent.', {
      remedy: 'Import a fresh kubeconfig.'
    })
  )
}

function pem(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8')
}
