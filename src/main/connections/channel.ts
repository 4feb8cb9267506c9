import type { Agent } from 'node:https'
import { asFailure, FailureError, type Failure } from '../../contract/index.ts'
import { apiAddress, type ApiAddress } from '../providers/kubernetes/api-address.ts'
import { isStatus } from '../providers/kubernetes/is-status.ts'
import { withJoinedAbort } from '../lib/joined-abort.ts'
import { kubeFailure } from '../providers/kubernetes/kube-failure.ts'
import type { Clock } from '../ports/clock.ts'
import { longestAnswerMs } from '../ports/wire.ts'
import type { Credentials } from './auth/credentials.ts'
import { causeFailure, transportFailure } from './http/transport-failure.ts'
import {
  openOnce,
  sendOnce,
  type HttpAnswer,
  type HttpDeadlines,
  type HttpRequest,
  type OpenAnswer
} from './http/send-once.ts'
import { TransportError } from './http/transport-error.ts'
import type { LinkState } from './link-state.ts'
import { createPatience } from './server-patience.ts'
import { readingLimits } from '../lib/reading-limits.ts'
import type { QuietAnswers } from './quiet-answers.ts'
import type { ServerClock } from '../lib/server-clock.ts'

/** Everything a request needs that stays the same for the life of a connection. */
export interface ChannelOptions {
  readonly agent: Agent
  readonly server: URL
  readonly credentials: Credentials
  readonly userAgent: string
  readonly environmentName: string
  readonly clock: Clock
  readonly serverClock: ServerClock
  readonly link: LinkState
  readonly quiet: QuietAnswers
  /** Ends with the connection. */
  readonly abort: AbortSignal
}

/** Sends requests with credentials and keeps the link's state and the server's clock. */
export interface Channel {
  readonly environmentName: string
  readonly clock: Clock
  readonly link: LinkState
  readonly quiet: QuietAnswers
  /** User name as the server knows it; filled in once it is known. */
  user: string
  now(): string
  /** The server's time, milliseconds since the epoch. */
  serverNowMs(): number
  /**
   * One answer, complete, whatever its status; after a 401 once more with renewed credentials. After a 429 nothing is
   * read before its time. @throws TransportError, FailureError
   */
  read(http: HttpRequest, abort: AbortSignal | undefined, mostBytes?: number): Promise<HttpAnswer>
  /** The head of an endless answer, as `read` waits for it. @throws TransportError, FailureError */
  open(http: HttpRequest, abort: AbortSignal): Promise<OpenAnswer>
  /** What `send` makes of a request that is more than an answer, with credentials and patience as `read`. @throws as `send`, FailureError */
  upgrade<T extends HeadOfAnswer>(http: HttpRequest, abort: AbortSignal, send: Upgrade<T>): Promise<T>
  /** A 429 that came within a stream: `retryAfter` as the header has it. */
  heed(retryAfter: string): void
  /** Real milliseconds before which no read is sent. */
  patienceMs(): number
  /**
   * Exactly one request, at once: whether to wait after a 429 is for those to say who approved it.
   * @throws TransportError, FailureError (nothing sent)
   */
  sendMutation(http: HttpRequest, abort: AbortSignal, beforeFirstByte: (() => void) | undefined): Promise<HttpAnswer>
  /** The failure of an answer that refuses, or of no answer. */
  failureOf(thrown: unknown, address: ApiAddress): FailureError
  refusal(answer: { readonly status: number; readonly body: string }, address: ApiAddress): FailureError
}

type HeadOfAnswer = Pick<OpenAnswer, 'status' | 'headers'>

/** Sends a request over the connections of a channel. @throws TransportError */
export type Upgrade<T> = (
  http: HttpRequest,
  over: { readonly agent: Agent; readonly server: URL; readonly abort: AbortSignal }
) => Promise<T>

const readDeadlines: HttpDeadlines = { headMs: 10_000, idleMs: 10_000, totalMs: 30_000 }
const mutationDeadlines: HttpDeadlines = { headMs: longestAnswerMs, idleMs: longestAnswerMs, totalMs: longestAnswerMs }
/** A mutation and the reads that settle its outcome must fit into the life of its credentials. */
const mutationNeedsMs = 120_000

export function createChannel(options: ChannelOptions): Channel {
  const { agent, server, credentials, clock, link } = options

  const withCredentials = async (http: HttpRequest, neededMs = 0): Promise<HttpRequest> => ({
    ...http,
    headers: { 'user-agent': options.userAgent, ...http.headers, ...(await credentials.headers(neededMs)) }
  })
  const joined = <T>(abort: AbortSignal | undefined, work: (joint: AbortSignal) => Promise<T>): Promise<T> =>
    withJoinedAbort([abort, options.abort], work)

  const patience = createPatience()
  /** Renewed credentials were answered with a page at once: it is not they that a gateway lacks. */
  let vain = false

  const noticed = <T extends HeadOfAnswer>(http: HttpRequest, answer: T, askedAtMs: number): T => {
    // What is behind a proxy is busy for itself.
    if (answer.status === 429 && !isProxied(http))
      patience.asked(answer.headers['retry-after'], options.serverClock.nowMs())
    if (options.serverClock.notice(answer.headers['date'], askedAtMs)) link.skew(options.serverClock.skewMs())
    if (answer.status < 500 && answer.status !== 401 && answer.status !== 429) link.answered(clock.now().toISOString())
    return answer
  }

  /**
   * client-go renews after any 401 (plugin/pkg/client/auth/exec/exec.go roundTripper). One of a server behind `proxy` was
   * not about our credentials, and a gateway's page is not about them when new ones changed nothing.
   */
  const mayRenew = (http: HttpRequest, answer: HeadOfAnswer & { readonly body?: Buffer }): boolean => {
    if (answer.status !== 401) return false
    if (isProxied(http) && !isStatus(answer.body?.toString('utf8') ?? '')) return false
    return !vain || !isPage(answer)
  }

  const unlessRenewed = async <T extends HeadOfAnswer>(
    http: HttpRequest,
    send: (ready: HttpRequest) => Promise<T>,
    discard: (answer: T) => unknown
  ): Promise<T> => {
    const ready = await withCredentials(http)
    const answer = await send(ready)
    if (answer.status !== 401 && !isProxied(http)) vain = false
    if (!mayRenew(http, answer) || !(await credentials.renew(ready.headers))) return answer
    discard(answer)
    const again = await send(await withCredentials(http))
    vain = again.status === 401 && isPage(again)
    return again
  }

  const inTime = async <T extends HeadOfAnswer>(
    http: HttpRequest,
    abort: AbortSignal,
    send: () => Promise<T>
  ): Promise<T> => {
    if (patience.leftMs() > 0)
      await patience.wait(abort).catch(() => {
        throw new TransportError('cancelled', 'nothing', `${server.host}: stopped waiting`)
      })
    const askedAtMs = clock.now().getTime()
    return noticed(http, await send(), askedAtMs)
  }

  const channel: Channel = {
    environmentName: options.environmentName,
    clock,
    link,
    quiet: options.quiet,
    user: '',
    now: () => clock.now().toISOString(),
    serverNowMs: options.serverClock.nowMs,
    read: (http, abort, mostBytes = readingLimits.answerBytes) =>
      joined(abort, async (joint) => {
        const base = { agent, server, deadlines: readDeadlines, abort: joint, mostBytes }
        const nothing = (): void => undefined
        return inTime(http, joint, () => unlessRenewed(http, (ready) => sendOnce(ready, base), nothing))
      }),
    open: (http, abort) =>
      joined(abort, async (joint) => {
        const base = { agent, server, deadlines: readDeadlines, abort: joint }
        const discard = ({ stream }: OpenAnswer): unknown => stream.destroy()
        return inTime(http, joint, () => unlessRenewed(http, (ready) => openOnce(ready, base), discard))
      }),
    upgrade: (http, abort, send) =>
      joined(abort, async (joint) => {
        const over = { agent, server, abort: joint }
        return inTime(http, joint, () =>
          unlessRenewed(
            http,
            (ready) => send(ready, over),
            () => undefined
          )
        )
      }),
    heed: (retryAfter) => patience.asked(retryAfter, options.serverClock.nowMs()),
    patienceMs: () => patience.leftMs(),
    sendMutation: (http, abort, beforeFirstByte) =>
      joined(abort, async (joint) => {
        const ready = await withCredentials(http, mutationNeedsMs)
        const base = { agent, server, deadlines: mutationDeadlines, abort: joint, mostBytes: readingLimits.answerBytes }
        const askedAtMs = clock.now().getTime()
        const answer = await sendOnce(ready, { ...base, ...(beforeFirstByte ? { beforeFirstByte } : {}) })
        return noticed(ready, answer, askedAtMs)
      }),
    failureOf(thrown, address) {
      if (thrown instanceof FailureError) return thrown
      if (!(thrown instanceof TransportError)) return new FailureError(asFailure(thrown), { cause: thrown })
      const own = causeFailure(thrown)
      if (own) return own
      const failure = transportFailure(thrown, address, options.environmentName)
      // Some gateways refuse a client certificate before a request can be sent.
      const isOurs = failure.code === 'tls' && failure.message.includes('client certificate')
      return new FailureError(isOurs ? withSuspicion(failure, credentials) : failure, { cause: thrown })
    },
    refusal({ status, body: said }, address) {
      const body = options.quiet.refusal(said)
      const failure = kubeFailure({ address, status, body, environment: options.environmentName, user: channel.user })
      // What is behind a proxy was not asked with credentials of ours.
      const isOurs = failure.code === 'unauthorized' && !address.resource.endsWith('/proxy')
      return new FailureError(isOurs ? withSuspicion(failure, credentials) : failure)
    }
  }
  return channel
}

/** The failure with what is known of the credentials, where that can be its reason. */
function withSuspicion(failure: Failure, credentials: Credentials): Failure {
  const suspicion = credentials.suspicion()
  if (suspicion === undefined) return failure
  return { ...failure, message: `${failure.message.replace(/\.?$/, '.')} ${suspicion.text}`, remedy: suspicion.remedy }
}

/** Whether another server answers this, which is neither the API server nor what stands in front of it. */
function isProxied({ method, target }: HttpRequest): boolean {
  return apiAddress(method, target.split('?')[0] ?? '').resource.endsWith('/proxy')
}

function isPage({ headers }: HeadOfAnswer): boolean {
  return headers['content-type']?.startsWith('text/html') === true
}
