import type { IncomingMessage } from 'node:http'
import type { Agent } from 'node:https'
import type { WebSocket } from 'ws'
import { gatherBytes } from '../../lib/gathered-bytes.ts'
import { readingLimits } from '../../lib/reading-limits.ts'
import { explainSocketError } from '../http/explain-socket-error.ts'
import type { HttpRequest } from '../http/send-once.ts'
import { TransportError } from '../http/transport-error.ts'

/**
 * What kubelets and container runtimes have spoken since Kubernetes 1.6 (kubernetes/kubelet pkg/cri/streaming/portforward/websocket.go).
 * The API server passes it on as it is; `SPDY/3.1+portforward.k8s.io`, which kubectl prefers since 1.31, is another one beside it
 * (kubernetes pkg/registry/core/pod/rest/subresources.go).
 */
const subprotocol = 'v4.channel.k8s.io'

/** From the first byte sent to the end of the handshake. */
const handshakeMs = 10_000
/** Servers write what they copy in pieces of 32 KiB (Go io.Copy). */
const mostMessageBytes = 1_048_576
/** Of one message: each is kept by itself until the last one is there. */
const mostFragments = 256
/** Records of TLS that one frame may come in, of a byte each if it must be. */
const mostBufferedChunks = 16_384

/** Either a WebSocket, or the answer of one who would not have it. */
export type Opened =
  | { readonly status: 101; readonly headers: Readonly<Record<string, string>>; readonly socket: WebSocket }
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

/** Opens a WebSocket over our own connections, credentials and deadlines. @throws TransportError */
export async function openSocket(
  { target, headers }: HttpRequest,
  { server, agent, abort }: { readonly server: URL; readonly agent: Agent; readonly abort: AbortSignal }
): Promise<Opened> {
  // Loaded when it is first needed: most clusters are read through the service proxy.
  const { WebSocket: Client } = await import('ws')
  const url = new URL(`${server.pathname.replace(/\/$/, '')}${target}`, server)
  url.protocol = 'wss:'
  return new Promise((resolve, reject) => {
    const cancelled = (): TransportError => new TransportError('cancelled', 'maybe', `${server.host}: stopped waiting`)
    if (abort.aborted) return reject(cancelled())
    const socket = new Client(url, [subprotocol], {
      agent,
      headers: headers as Record<string, string | string[]>,
      handshakeTimeout: handshakeMs,
      maxPayload: mostMessageBytes,
      maxFragments: mostFragments,
      maxBufferedChunks: mostBufferedChunks,
      perMessageDeflate: false,
      followRedirects: false
    })
    let answered: Readonly<Record<string, string>> = {}
    const settle = (act: () => void): void => {
      abort.removeEventListener('abort', cancel)
      socket.off('error', fail)
      // What is said after this is nobody's any more.
      socket.on('error', () => undefined)
      act()
    }
    const cancel = (): void =>
      settle(() => {
        reject(cancelled())
        socket.terminate()
      })
    const fail = (error: Error): void =>
      settle(() => reject(refusedHandshake(error, server.host) ?? explainSocketError(error, server.host, 'maybe')))
    abort.addEventListener('abort', cancel, { once: true })
    socket.on('error', fail)
    socket.once('upgrade', (answer) => void (answered = flat(answer)))
    socket.once('open', () => settle(() => resolve({ status: 101, headers: answered, socket })))
    socket.once('unexpected-response', (request, answer: IncomingMessage) => {
      const gathered = gatherBytes(readingLimits.refusalBytes)
      const done = (): void =>
        settle(() => {
          resolve({ status: answer.statusCode ?? 0, headers: flat(answer), body: gathered.whole() })
          request.destroy()
        })
      const late = setTimeout(done, handshakeMs)
      answer.on('data', (chunk: Buffer) => {
        if (gathered.add(chunk) !== null) done()
      })
      answer.once('close', () => {
        clearTimeout(late)
        done()
      })
    })
  })
}

/** What the library says itself of a server that does not keep to RFC 6455. */
function refusedHandshake({ message }: Error, host: string): TransportError | undefined {
  if (message === 'Opening handshake has timed out')
    return new TransportError('timeout', 'maybe', `${host}: no answer within ${handshakeMs / 1_000} s`)
  if (!/^(Server sent|Invalid Sec-WebSocket|Invalid Upgrade)/.test(message)) return undefined
  return new TransportError('malformed', 'maybe', `${host}: it does not speak ${subprotocol} for port-forwards`)
}

function flat({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')])
  )
}
