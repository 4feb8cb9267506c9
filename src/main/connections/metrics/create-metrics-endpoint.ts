import { setTimeout as delay } from 'node:timers/promises'
import type { Agent } from 'node:https'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { withJoinedAbort } from '../../lib/joined-abort.ts'
import { readingLimits } from '../../lib/reading-limits.ts'
import type { MetricsEndpoint } from '../../ports/metrics-endpoint.ts'
import type { MetricsTokens } from '../../ports/metrics-tokens.ts'
import { chooseProxy } from '../http/choose-proxy.ts'
import { createAgent } from '../http/create-agent.ts'
import { decodeText } from '../http/decode-json.ts'
import { sendOnce, type HttpDeadlines } from '../http/send-once.ts'
import { systemAuthorities } from '../http/system-authorities.ts'
import { TransportError } from '../http/transport-error.ts'
import { transportFailure } from '../http/transport-failure.ts'
import { isOrdinary } from '../kubeconfig/ordinary-secret.ts'
import { createPatience } from '../server-patience.ts'
import { createQuietAnswers } from '../quiet-answers.ts'
import { clientIdentity } from './client-identity.ts'
import type { MetricsAddress } from './metrics-address.ts'
import { metricsRefusal } from './metrics-refusal.ts'

export interface MetricsEndpointOptions {
  readonly address: MetricsAddress
  /** The token, the password, or a certificate with its key as PEM; empty without a sign-in. */
  readonly secret: string
  /** With `azure`: whose tokens are sent; they end with the endpoint. */
  readonly tokens?: MetricsTokens
  readonly environmentName: string
  readonly version: string
  /** Read for the proxy variables and the authorities of this computer. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Called with each credential before it is used, so that no record can ever hold one. */
  readonly onSecret: (value: string) => void
  /** Called with a sentence about a credential that is too ordinary to be looked for in records. */
  readonly onOrdinarySecret: (text: string) => void
}

const connectMs = 5_000
const deadlines: HttpDeadlines = { headMs: 10_000, idleMs: 10_000, totalMs: 30_000 }
const againAfterMs = 250

/**
 * Opens a Prometheus at an address of its own; nothing is sent before something is asked. Redirects are not followed: the
 * credentials are for this host.
 * @throws FailureError `badInput` or `expired` for a client certificate that cannot be used
 */
export async function createMetricsEndpoint(options: MetricsEndpointOptions): Promise<MetricsEndpoint> {
  const { address, environmentName, env, tokens } = options
  const server = new URL(address.url)
  const ending = new AbortController()
  const quiet = createQuietAnswers([server.hostname, environmentName, address.user ?? '', address.tenant ?? ''])
  const identity = address.signIn === 'certificate' ? clientIdentity(options.secret) : {}
  const headers = headersOf(options, (value) => quiet.add(value))
  const system = await systemAuthorities(env)
  const agent: Agent = createAgent({
    server,
    proxy: chooseProxy(server, undefined, env),
    authorities: { ofServer: system, namedBy: 'system', ofProxy: () => Promise.resolve(system) },
    connectMs,
    tls: () => ({ insecure: false, ...identity })
  })
  const patience = createPatience()
  const where = { verb: 'get', group: '', resource: 'prometheus', namespace: '', name: server.host, path: '' }

  let told = ''
  /** What is sent besides: a token of an account of Azure goes to this host, and to no other. */
  async function signedIn(): Promise<Readonly<Record<string, string>>> {
    if (!tokens) return headers
    const token = await tokens.token()
    if (token !== told) {
      told = token
      quiet.add(token)
      options.onSecret(token)
    }
    return { ...headers, authorization: `Bearer ${token}` }
  }

  async function once(target: string, abort: AbortSignal): Promise<string> {
    if (patience.leftMs() > 0) await patience.wait(abort)
    const send = async () =>
      sendOnce(
        { method: 'GET', target, headers: await signedIn() },
        { agent, server, deadlines, abort, mostBytes: readingLimits.answerBytes }
      )
    const first = await send()
    // It was taken back before it ended: one that is new may be taken.
    const answer = first.status === 401 && tokens?.renew() ? await send() : first
    if (answer.status === 429) patience.asked(answer.headers['retry-after'], Date.now())
    const body = decodeText(answer.headers, answer.body)
    if (answer.status === 200) return body
    throw new FailureError(
      metricsRefusal({
        address,
        environmentName,
        ...(tokens ? { who: tokens.who } : {}),
        status: answer.status,
        body: quiet.refusal(body)
      })
    )
  }

  function failed(error: unknown): FailureError {
    if (error instanceof FailureError) return error
    if (error instanceof TransportError) return new FailureError(transportFailure(error, where, environmentName))
    const text = error instanceof Error ? error.message : String(error)
    return new FailureError(failureOf(ending.signal.aborted ? 'cancelled' : 'server', text), { cause: error })
  }

  return {
    read: (api, query, abort) =>
      withJoinedAbort([abort, ending.signal], async (joint) => {
        const target = `${api}?${new URLSearchParams(query).toString()}`
        const first = await once(target, joint).catch((error: unknown) => failed(error))
        if (!(first instanceof FailureError)) return first
        const { code, retryable } = first.failure
        if (joint.aborted || !retryable || code === 'rateLimited') throw first
        await delay(againAfterMs, undefined, { signal: joint }).catch(() => {
          throw first
        })
        return once(target, joint).catch((error: unknown) => {
          throw failed(error)
        })
      }),
    dropSockets: () => agent.destroy(),
    close() {
      ending.abort()
      tokens?.close()
      agent.destroy()
    }
  }
}

function headersOf(options: MetricsEndpointOptions, hide: (secret: string) => void): Readonly<Record<string, string>> {
  const { address, secret } = options
  const base = {
    accept: 'application/json',
    'user-agent': `backout/${options.version}`,
    ...(address.tenant === undefined ? {} : { 'x-scope-orgid': address.tenant })
  }
  if (address.signIn === 'none' || address.signIn === 'azure') return base
  const user = address.user ?? ''
  const pair = Buffer.from(`${user}:${secret}`, 'utf8').toString('base64')
  if (address.signIn === 'certificate') {
    options.onSecret(secret)
    return base
  }
  hide(secret)
  const host = new URL(address.url).host
  if (isOrdinary(secret, [host, user, address.tenant ?? '', options.environmentName]))
    options.onOrdinarySecret(
      `The ${address.signIn === 'basic' ? 'password' : 'token'} for Prometheus at ${host} is too ordinary to be looked for: records are not searched for it.`
    )
  else options.onSecret(secret)
  if (address.signIn === 'bearer') return { ...base, authorization: `Bearer ${secret}` }
  hide(pair)
  options.onSecret(pair)
  return { ...base, authorization: `Basic ${pair}` }
}
