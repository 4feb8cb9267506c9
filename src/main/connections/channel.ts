import type { Agent } from 'node:https'
import { asFailure, FailureError } from '../../contract/index.ts'
import type { ApiAddress } from '../providers/kubernetes/api-address.ts'
import { withJoinedAbort } from '../lib/joined-abort.ts'
import { kubeFailure } from '../providers/kubernetes/kube-failure.ts'
import type { Clock } from '../ports/clock.ts'
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
  /** Ends with the connection. */
  readonly abort: AbortSignal
}

/** Sends requests with credentials and keeps the link's state and the server's clock. */
export interface Channel {
  readonly environmentName: string
  readonly clock: Clock
  readonly link: LinkState
  /** User name as the server knows it; filled in once it is known. */
  user: string
  now(): string
  /** The server's time, milliseconds since the epoch. */
  serverNowMs(): number
  /** One answer, complete, whatever its status; after a 401 once more with renewed credentials. @throws TransportError, FailureError */
  read(http: HttpRequest, abort: AbortSignal | undefined, mostBytes?: number): Promise<HttpAnswer>
  /** The head of an endless answer. @throws TransportError, FailureError */
  open(http: HttpRequest, abort: AbortSignal): Promise<OpenAnswer>
  /** Exactly one request. @throws TransportError, FailureError (nothing sent) */
  sendMutation(http: HttpRequest, abort: AbortSignal, beforeFirstByte: (() => void) | undefined): Promise<HttpAnswer>
  /** The failure of an answer that refuses, or of no answer. */
  failureOf(thrown: unknown, address: ApiAddress): FailureError
  refusal(answer: { readonly status: number; readonly body: string }, address: ApiAddress): FailureError
}

const mostBodyBytes = 32 * 1_048_576
const readDeadlines: HttpDeadlines = { headMs: 10_000, idleMs: 10_000, totalMs: 30_000 }
const mutationDeadlines: HttpDeadlines = { headMs: 30_000, idleMs: 30_000, totalMs: 30_000 }
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

  const noticed = <T extends { readonly status: number; readonly headers: Readonly<Record<string, string>> }>(
    answer: T
  ): T => {
    if (options.serverClock.notice(answer.headers['date'])) link.skew(options.serverClock.skewMs())
    if (answer.status < 500 && answer.status !== 401 && answer.status !== 429) link.answered(clock.now().toISOString())
    return answer
  }

  const unlessRenewed = async <T extends { readonly status: number }>(
    http: HttpRequest,
    send: (ready: HttpRequest) => Promise<T>,
    discard: (answer: T) => unknown
  ): Promise<T> => {
    const ready = await withCredentials(http)
    const answer = await send(ready)
    if (answer.status !== 401 || !(await credentials.renew(ready.headers))) return answer
    discard(answer)
    return send(await withCredentials(http))
  }

  const channel: Channel = {
    environmentName: options.environmentName,
    clock,
    link,
    user: '',
    now: () => clock.now().toISOString(),
    serverNowMs: options.serverClock.nowMs,
    read: (http, abort, mostBytes = mostBodyBytes) =>
      joined(abort, async (joint) => {
        const base = { agent, server, deadlines: readDeadlines, abort: joint, mostBytes }
        const nothing = (): void => undefined
        return noticed(await unlessRenewed(http, (ready) => sendOnce(ready, base), nothing))
      }),
    open: (http, abort) =>
      joined(abort, async (joint) => {
        const base = { agent, server, deadlines: readDeadlines, abort: joint }
        const discard = ({ stream }: OpenAnswer): unknown => stream.destroy()
        return noticed(await unlessRenewed(http, (ready) => openOnce(ready, base), discard))
      }),
    sendMutation: (http, abort, beforeFirstByte) =>
      joined(abort, async (joint) => {
        const ready = await withCredentials(http, mutationNeedsMs)
        const base = { agent, server, deadlines: mutationDeadlines, abort: joint, mostBytes: mostBodyBytes }
        return noticed(await sendOnce(ready, { ...base, ...(beforeFirstByte ? { beforeFirstByte } : {}) }))
      }),
    failureOf(thrown, address) {
      if (thrown instanceof FailureError) return thrown
      if (!(thrown instanceof TransportError)) return new FailureError(asFailure(thrown), { cause: thrown })
      const own = causeFailure(thrown)
      return own ?? new FailureError(transportFailure(thrown, address, options.environmentName), { cause: thrown })
    },
    refusal: ({ status, body }, address) =>
      new FailureError(kubeFailure({ address, status, body, environment: options.environmentName, user: channel.user }))
  }
  return channel
}
