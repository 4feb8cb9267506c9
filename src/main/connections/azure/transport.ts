import type { Agent } from 'node:https'
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { withJoinedAbort } from '../../lib/joined-abort.ts'
import { readingLimits } from '../../lib/reading-limits.ts'
import { longestAnswerMs } from '../../ports/wire.ts'
import { chooseProxy } from '../http/choose-proxy.ts'
import { createAgent, type Authorities } from '../http/create-agent.ts'
import { sendOnce, type HttpAnswer, type HttpDeadlines } from '../http/send-once.ts'
import type { Sdk } from './sdk.ts'

export interface TransportOptions {
  readonly sdk: Pick<Sdk, 'createHttpHeaders'>
  /** Who is spoken to; to anybody else nothing is sent, whatever an answer says. */
  readonly isSpokenTo: (url: URL) => boolean
  readonly authorities: Authorities
  readonly env: Readonly<Record<string, string | undefined>>
  readonly userAgent: string
  /** Called with each token before it is sent for the first time. */
  readonly onSecret: (secret: string) => void
  /** Ends with the connection. */
  readonly abort: AbortSignal
}

/** The network under Azure's SDKs: the same path that requests to a cluster take. */
export interface AzureTransport {
  /** What the SDKs are given. Each call sends exactly one request; what is tried again is for others to say. */
  readonly client: HttpClient
  /**
   * Sends a change of the SDK's pipeline once, and waits for its answer as long as whoever sends it.
   * @throws TransportError when there is no complete answer; FailureError `refused` for an origin that is not spoken to.
   */
  send(request: PipelineRequest, beforeFirstByte?: () => void): Promise<HttpAnswer>
  /** An answer in the SDK's form. */
  answerTo(request: PipelineRequest, answer: HttpAnswer): PipelineResponse
  /** The computer woke up: no connection that looks open is alive. */
  dropSockets(): void
}

const connectMs = 10_000
const readDeadlines: HttpDeadlines = { headMs: 10_000, idleMs: 10_000, totalMs: 30_000 }
/** Of what the SDK asks by POST, such as a token: nobody has said how long that may take. */
const otherDeadlines: HttpDeadlines = { headMs: 30_000, idleMs: 30_000, totalMs: 30_000 }
const mutationDeadlines: HttpDeadlines = { headMs: longestAnswerMs, idleMs: longestAnswerMs, totalMs: longestAnswerMs }
/** What Resource Manager answers about a profile, an account or a token is far smaller. */
const mostBytes = Math.min(4 * 1_048_576, readingLimits.answerBytes)

/** The hop's own, and what our path says itself. */
const left = new Set(['accept-encoding', 'connection', 'content-length', 'host', 'user-agent'])

export function createAzureTransport(options: TransportOptions): AzureTransport {
  const { sdk, isSpokenTo, authorities, env, abort, onSecret } = options
  const agents = new Map<string, Agent>()
  let told = ''

  function agentFor(server: URL): Agent {
    const known = agents.get(server.origin)
    if (known) return known
    const proxy = chooseProxy(server, undefined, env)
    const agent = createAgent({ server, proxy, authorities, connectMs, tls: () => ({ insecure: false }) })
    agents.set(server.origin, agent)
    return agent
  }

  function headersOf(request: PipelineRequest): Record<string, string> {
    const headers = Object.fromEntries([...request.headers].filter(([name]) => !left.has(name.toLowerCase())))
    const token = (request.headers.get('authorization') ?? '').replace(/^Bearer /, '')
    if (token !== '' && token !== told) {
      told = token
      onSecret(token)
    }
    return { ...headers, 'user-agent': `${options.userAgent} ${request.headers.get('user-agent') ?? ''}`.trim() }
  }

  async function exchange(
    request: PipelineRequest,
    deadlines: HttpDeadlines,
    beforeFirstByte?: () => void
  ): Promise<HttpAnswer> {
    const url = new URL(request.url)
    if (!isSpokenTo(url)) throw strange(url)
    const { body } = request
    if (body !== undefined && body !== null && typeof body !== 'string')
      throw new FailureError(failureOf('internal', 'A request to Azure has a body that is no text.'))
    const http = {
      method: request.method,
      target: `${url.pathname}${url.search}`,
      headers: headersOf(request),
      ...(typeof body === 'string' ? { body } : {})
    }
    return withJoinedAbort([request.abortSignal as AbortSignal | undefined, abort], (joint) =>
      sendOnce(http, {
        agent: agentFor(url),
        server: new URL(url.origin),
        deadlines,
        abort: joint,
        mostBytes,
        ...(beforeFirstByte ? { beforeFirstByte } : {})
      })
    )
  }

  const send: AzureTransport['send'] = (request, beforeFirstByte) =>
    exchange(request, mutationDeadlines, beforeFirstByte)

  const askFor: HttpClient['sendRequest'] = async (request) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    return answerTo(request, await exchange(request, isRead ? readDeadlines : otherDeadlines))
  }

  function answerTo(request: PipelineRequest, { status, headers, body }: HttpAnswer): PipelineResponse {
    return { request, status, headers: sdk.createHttpHeaders({ ...headers }), bodyAsText: body.toString('utf8') }
  }

  const destroy = (): void => {
    for (const agent of agents.values()) agent.destroy()
  }
  abort.addEventListener('abort', destroy, { once: true })
  return {
    client: { sendRequest: askFor },
    send,
    answerTo,
    dropSockets: destroy
  }
}

function strange({ origin }: URL): FailureError {
  const text = `Azure's SDK was led to ${origin}, which is none of this cloud: nothing was sent there.`
  return new FailureError(failureOf('refused', text))
}
