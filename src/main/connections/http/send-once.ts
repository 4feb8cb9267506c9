import type { Agent } from 'node:https'
import { request as httpsRequest } from 'node:https'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { gatherBytes } from '../../lib/gathered-bytes.ts'
import { inMiB } from '../../lib/reading-limits.ts'
import { explainSocketError } from './explain-socket-error.ts'
import { onEndlessInterim } from './interim-answers.ts'
import { TransportError } from './transport-error.ts'

/** By lower-case name; several values are sent as several headers. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[]>>

export interface HttpRequest {
  readonly method: string
  /** Path with query, as it goes into the request line. */
  readonly target: string
  readonly headers: RequestHeaders
  readonly body?: string
}

export interface HttpDeadlines {
  /** From the first byte sent to the head of the answer. */
  readonly headMs: number
  /** Between two pieces of the answer's body. */
  readonly idleMs: number
  /** From the first byte sent to the last byte of the answer. */
  readonly totalMs: number
}

export interface SendOptions {
  readonly agent: Agent
  readonly server: URL
  readonly deadlines: HttpDeadlines
  readonly abort: AbortSignal
  /** Called when the connection is ready, before the first byte leaves; throwing there sends nothing. */
  readonly beforeFirstByte?: () => void
}

/** The head of an answer; the body has not been read. */
export interface OpenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly stream: IncomingMessage
  readonly startedMs: number
  readonly host: string
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly durationMs: number
}

/**
 * Sends one request, once, and resolves with the head of the answer. Follows no redirect and retries nothing.
 * @throws TransportError; whatever `beforeFirstByte` threw is its cause with nothing sent.
 */
export function openOnce(http: HttpRequest, options: SendOptions): Promise<OpenAnswer> {
  const { server, agent, deadlines, abort } = options
  return new Promise((resolve, reject) => {
    let sent: 'nothing' | 'maybe' = 'nothing'
    let startedMs = performance.now()
    let timer: NodeJS.Timeout | undefined
    const stop = (error: TransportError): void => {
      clearTimeout(timer)
      abort.removeEventListener('abort', cancel)
      reject(error)
      request.destroy()
    }
    const cancel = (): void => stop(new TransportError('cancelled', sent, `${server.host}: stopped waiting`))
    if (abort.aborted) {
      reject(new TransportError('cancelled', 'nothing', `${server.host}: stopped before anything was sent`))
      return
    }
    const request: ClientRequest = httpsRequest({
      agent,
      host: server.hostname.replace(/^\[|\]$/g, ''),
      port: server.port === '' ? 443 : Number(server.port),
      method: http.method,
      path: `${server.pathname.replace(/\/$/, '')}${http.target}`,
      headers: { host: server.host, 'accept-encoding': 'identity', ...lengthOf(http.body), ...http.headers }
    })
    abort.addEventListener('abort', cancel, { once: true })
    request.once('socket', () => {
      try {
        options.beforeFirstByte?.()
      } catch (error) {
        stop(new TransportError('cancelled', 'nothing', 'Stopped before the first byte.', { cause: error }))
        return
      }
      // An abort inside the hook has already settled the promise and destroyed the request.
      if (request.destroyed) return
      sent = 'maybe'
      startedMs = performance.now()
      timer = setTimeout(
        () =>
          stop(new TransportError('timeout', sent, `${server.host}: no answer within ${deadlines.headMs / 1000} s`)),
        deadlines.headMs
      )
      if (http.body === undefined) request.end()
      // As bytes: Node would write a text together with the head, in the encoding of the text, and spoil names in headers.
      else request.end(Buffer.from(http.body, 'utf8'))
    })
    onEndlessInterim(request, () =>
      stop(new TransportError('tooFast', sent, `${server.host}: nothing but interim answers (HTTP 1xx) comes`))
    )
    request.once('response', (stream) => {
      clearTimeout(timer)
      abort.removeEventListener('abort', cancel)
      resolve({ status: stream.statusCode ?? 0, headers: flatHeaders(stream), stream, startedMs, host: server.host })
    })
    request.on('error', (error) => stop(explainSocketError(error, server.host, sent)))
  })
}

/**
 * Sends one request, once, and reads the whole answer.
 * @throws TransportError when there is no complete answer within the deadlines and `mostBytes`.
 */
export async function sendOnce(
  http: HttpRequest,
  options: SendOptions & { readonly mostBytes: number }
): Promise<HttpAnswer> {
  const open = await openOnce(http, options)
  const body = await readBody(open, options)
  return { status: open.status, headers: open.headers, body, durationMs: performance.now() - open.startedMs }
}

/** An answer of which this much came steadily, and not all in time, is too large for the way it takes. */
const muchBytes = 1_048_576

function readBody(open: OpenAnswer, options: SendOptions & { readonly mostBytes: number }): Promise<Buffer> {
  const { stream, host } = open
  const { abort, deadlines, mostBytes } = options
  return new Promise((resolve, reject) => {
    const gathered = gatherBytes(mostBytes)
    const leftMs = Math.max(1, deadlines.totalMs - (performance.now() - open.startedMs))
    const settle = (act: () => void): void => {
      clearTimeout(idle)
      clearTimeout(total)
      abort.removeEventListener('abort', cancel)
      act()
    }
    const stop = (error: TransportError): void =>
      settle(() => {
        reject(error)
        stream.destroy()
      })
    const cancel = (): void => stop(new TransportError('cancelled', 'maybe', `${host}: stopped waiting`))
    const late = `${host}: the answer did not arrive completely in time`
    const idle = setTimeout(() => stop(new TransportError('timeout', 'maybe', late)), deadlines.idleMs)
    const total = setTimeout(
      () => stop(new TransportError(gathered.length() > muchBytes ? 'tooLarge' : 'timeout', 'maybe', late)),
      leftMs
    )
    if (abort.aborted) cancel()
    abort.addEventListener('abort', cancel, { once: true })
    stream.on('data', (chunk: Buffer) => {
      idle.refresh()
      const refused = gathered.add(chunk)
      if (refused === 'tooLong')
        stop(new TransportError('tooLarge', 'maybe', `${host}: the answer is larger than ${inMiB(mostBytes)}`))
      else if (refused !== null)
        stop(new TransportError('tooFast', 'maybe', `${host}: the answer comes in too many small pieces`))
    })
    stream.once('end', () => settle(() => resolve(gathered.take())))
    stream.once('error', (error) => stop(explainSocketError(error, host, 'maybe')))
    stream.once('close', () => {
      if (!stream.complete) stop(new TransportError('broken', 'maybe', `${host}: the answer was cut off`))
    })
  })
}

function flatHeaders(stream: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(stream.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? '')
    ])
  )
}

/** Said by us: Node frames the body of a DELETE not at all (node lib/_http_client.js), so that its options would be lost. */
function lengthOf(body: string | undefined): Readonly<Record<string, string>> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body, 'utf8')) }
}
