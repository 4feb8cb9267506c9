import { createServer } from 'node:https'
import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { badRequest, StatusError } from '../store/status-error.ts'
import { SchemaSource } from '../store/schema.ts'
import { authorize } from './authorize.ts'
import { writeAnswer } from './write-answer.ts'
import { isEffect } from './effects.ts'
import { applyFault } from './faults.ts'
import type { ApiContext, Exchange, Handled } from './exchange.ts'
import { json } from './exchange.ts'
import { identify } from './identity.ts'
import { impersonate } from './impersonate.ts'
import { wantedUserIn } from './impersonation-headers.ts'
import type { ApiServer, ApiServerPorts } from './ports.ts'
import { TransformError } from './negotiate.ts'
import { forwardRequest, portForwardProtocol, servePortForward, wantsPortForward } from './port-forward.ts'
import { readBody } from './read-body.ts'
import { requestInfo } from './request-info.ts'
import { requestTimeoutMs } from './request-timeout.ts'
import { route } from './route.ts'

/** The drill's kube-apiserver: HTTPS on 127.0.0.1 over the given store. */
export function createApiServer(ports: ApiServerPorts): ApiServer {
  const context: ApiContext = { ports, store: ports.store, schemas: new SchemaSource() }
  const server = createServer(
    { cert: ports.tls.cert, key: ports.tls.key, keepAliveTimeout: 60_000 },
    (request, response) => {
      void serve(context, request, response)
    }
  )
  const forwards = new Set<Socket>()
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const response = new ServerResponse(request)
    response.assignSocket(socket)
    response.once('finish', () => socket.end())
    // Whoever wants another protocol gets the answer of a server that has none.
    if (!wantsPortForward(request)) return void serve(context, request, response)
    forwards.add(socket)
    socket.on('close', () => forwards.delete(socket))
    void forward(context, request, response, head)
  })
  return {
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', () => {
          const address = server.address()
          resolve({ port: typeof address === 'object' && address !== null ? address.port : port })
        })
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of forwards) socket.destroy()
      })
  }
}

async function serve(context: ApiContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.sendDate = false
  response.setHeader('date', context.ports.now().toUTCString())
  response.setHeader('cache-control', 'no-cache, private')
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  response.on('error', () => gone.abort())
  const exchange = await open(context, request, response, gone.signal)
  try {
    if (exchange instanceof StatusError) throw exchange
    const fault = await applyFault(context, exchange, 'before')
    if (fault === 'dropped') return
    if (!isStream(exchange)) requestTimeoutMs(exchange.query)
    context.ports.catchUp()
    const answer = await route(context, exchange)
    record(context, exchange, answer)
    if ((await applyFault(context, exchange, 'after')) === 'dropped') return
    if (answer !== null) writeAnswer(response, answer)
  } catch (error) {
    refuse(exchange instanceof StatusError ? undefined : exchange, response, error)
  }
}

/** Answers a request for forwarded ports: with a WebSocket, or as any other request is refused. */
async function forward(
  context: ApiContext,
  request: IncomingMessage,
  response: ServerResponse,
  head: Buffer
): Promise<void> {
  const gone = new AbortController()
  const exchange = await open(context, request, response, gone.signal)
  try {
    if (exchange instanceof StatusError) throw exchange
    if ((await applyFault(context, exchange, 'before')) === 'dropped') return
    context.ports.catchUp()
    const asked = forwardRequest(context, exchange)
    const { WebSocketServer } = await import('ws')
    const { socket } = request
    response.detachSocket(socket)
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => portForwardProtocol })
    sockets.handleUpgrade(request, socket, head, (opened) => servePortForward(opened, asked, context.ports.podPorts))
  } catch (error) {
    refuse(exchange instanceof StatusError ? undefined : exchange, response, error)
  }
}

/** Requests whose `timeout` nobody reads (kubernetes/apiserver pkg/server/filters/longrunning.go). */
function isStream({ info }: Exchange): boolean {
  const { subresource = '' } = info.resource ?? {}
  return info.verb === 'watch' || subresource === 'log' || subresource === 'proxy'
}

/** Reads a request as far as it can be judged; a StatusError when it is refused before any handler sees it. */
async function open(
  context: ApiContext,
  request: IncomingMessage,
  response: ServerResponse,
  gone: AbortSignal
): Promise<Exchange | StatusError> {
  try {
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    if (!path.startsWith('/')) throw badRequest('the request path must begin with a slash')
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
    const method = request.method ?? 'GET'
    const sender = identify(request.headers.authorization, context.ports.users)
    const info = requestInfo(method, path, query)
    const wanted = wantedUserIn(request.headersDistinct)
    const user = wanted === undefined ? sender : impersonate(sender, wanted, info, context.ports.users)
    authorize(user, info)
    const body = await readBody(request)
    return { method, info, query, headers: request.headers, body, user, response, gone }
  } catch (error) {
    request.resume()
    return error instanceof StatusError ? error : badRequest(messageOf(error))
  }
}

function record(context: ApiContext, exchange: Exchange, answer: Handled): void {
  if (answer === null || !isEffect(exchange, answer.status)) return
  const { method, info, user } = exchange
  const at = context.ports.now().toISOString()
  context.ports.recordEffect({ at, method, path: info.path, status: answer.status, user: user.name })
}

function refuse(exchange: Exchange | undefined, response: ServerResponse, error: unknown): void {
  const failure = error instanceof StatusError ? error : internal(error)
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (exchange === undefined) {
    const body = `${JSON.stringify(failure.status)}\n`
    writeAnswer(response, { status: failure.code, contentType: 'application/json', body })
    return
  }
  const retryAfter = failure.status.details?.retryAfterSeconds
  writeAnswer(response, {
    ...json(exchange, failure.code, failure.status),
    // Where no form is agreed on, upstream writes it for people (responsewriters.WriteRawJSON).
    ...(failure instanceof TransformError ? { body: JSON.stringify(failure.status, null, 2) } : {}),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } })
  })
}

function internal(error: unknown): StatusError {
  const message = `Internal error occurred: ${messageOf(error)}`
  return new StatusError(500, 'InternalError', message, { causes: [{ message: messageOf(error) }] })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
