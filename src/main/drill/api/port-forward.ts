import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { badRequest, StatusError } from '../store/status-error.ts'
import { refuseAccess } from './authorize.ts'
import type { ApiContext, Exchange } from './exchange.ts'
import type { PodPorts } from './ports.ts'

/** kubernetes/kubelet pkg/cri/streaming/portforward/websocket.go; base64 and tunnelled SPDY are not simulated. */
export const portForwardProtocol = 'v4.channel.k8s.io'

/** A pod and its ports, as a WebSocket for them is asked for. */
export interface ForwardRequest {
  readonly namespace: string
  readonly pod: string
  readonly ports: readonly number[]
}

/** Whether a request wants to become a WebSocket that forwards ports. */
export function wantsPortForward(request: IncomingMessage): boolean {
  const wanted = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
  const isSocket = request.headers.upgrade?.toLowerCase() === 'websocket'
  return isSocket && /\/portforward(\?|$)/.test(request.url ?? '') && wanted.includes(portForwardProtocol)
}

/**
 * What is asked for, once it may be: Kubernetes 1.35 asks for `create` beside `get`
 * (kubernetes pkg/registry/core/pod/rest/subresources.go).
 * @throws StatusError
 */
export function forwardRequest(context: ApiContext, { info, user, query }: Exchange): ForwardRequest {
  const { namespace = '', name = '', resource, subresource } = info.resource ?? {}
  if (resource !== 'pods' || subresource !== 'portforward') throw new StatusError(404, 'NotFound', 'not found', {})
  refuseAccess(user, { ...info.resource, verb: 'create' })
  const pod = context.store.get({ group: '', version: 'v1', resource: 'pods' }, namespace, name)
  if (pod === undefined)
    throw new StatusError(404, 'NotFound', `pods ${JSON.stringify(name)} not found`, { name, kind: 'pods' })
  const ports = query.getAll('ports').map(Number)
  if (ports.length === 0) throw badRequest('query parameter "port" is required')
  if (ports.some((port) => !Number.isInteger(port) || port < 1 || port > 65_535))
    throw badRequest(`unable to parse ${JSON.stringify(query.get('ports'))} as a port`)
  return { namespace, pod: name, ports }
}

/** Serves the ports over an open WebSocket: two channels each, data and errors, which begin with the port. */
export function servePortForward(socket: WebSocket, asked: ForwardRequest, podPorts: PodPorts | undefined): void {
  const streams = asked.ports.map((port, index) => {
    const prefix = Buffer.alloc(2)
    prefix.writeUInt16LE(port)
    const send = (channel: number, data: Buffer, done?: () => void): void =>
      socket.send(Buffer.concat([Buffer.from([index * 2 + channel]), data]), () => done?.())
    send(0, prefix)
    send(1, prefix)
    if (podPorts?.isOpen(asked.namespace, asked.pod, port) !== true) {
      const refused = `error forwarding port ${port} to pod ${asked.pod}, uid : failed to execute portforward in network namespace: dial tcp4 127.0.0.1:${port}: connect: connection refused`
      send(1, Buffer.from(refused), () => socket.close())
      return undefined
    }
    const stream = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => send(0, chunk, done),
      final: (done) => {
        socket.close()
        done()
      }
    })
    const http = createServer((request, response) => {
      // With its container the connection ends.
      if (podPorts.isOpen(asked.namespace, asked.pod, port))
        void answer(request, response, podPorts, { ...asked, port })
      else socket.close()
    })
    http.emit('connection', stream)
    return stream
  })
  socket.on('message', (data: RawData) => {
    const message = data as Buffer
    const channel = message[0] ?? 0
    if (channel % 2 === 0) streams[channel / 2]?.push(message.subarray(1))
  })
  socket.on('close', () => {
    for (const stream of streams) stream?.destroy()
  })
  socket.on('error', () => socket.terminate())
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  podPorts: PodPorts,
  to: Omit<ForwardRequest, 'ports'> & { readonly port: number }
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const { namespace, pod, port } = to
  const { status, contentType, body } = await podPorts.handle({
    namespace,
    pod,
    port,
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body: ''
  })
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
