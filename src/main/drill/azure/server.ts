import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:https'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Effect, Fault, FaultPlan, ServerTls } from '../api/ports.ts'
import { readBody } from '../api/read-body.ts'
import type { AzureAnswer, AzureRequest } from './http.ts'
import { answer } from './http.ts'

/** One request as it was answered, for the referee. */
export interface AzureCall {
  /** Simulated time, ISO 8601. */
  readonly at: string
  readonly method: string
  readonly path: string
  readonly apiVersion: string
  /** The command that `az` names in a header of its own; '' from other clients. */
  readonly command: string
  readonly clientRequestId: string
  /** Whether it was applied; a lost answer has its status all the same. */
  readonly status: number
}

export interface AzureServerPorts {
  readonly tls: ServerTls
  readonly now: () => Date
  /** Lets everything happen that is due in simulated time. */
  readonly catchUp: () => void
  readonly handle: (request: AzureRequest) => AzureAnswer
  readonly faults: FaultPlan
  readonly recordEffect: (effect: Effect) => void
  readonly recordCall: (call: AzureCall) => void
  /** Sees every request with its answer, bodies and all; for tests. */
  readonly observe?: ((request: AzureRequest, answer: AzureAnswer) => void) | undefined
  /** Who the effects are put down to. */
  readonly user: string
}

export interface HttpsFace {
  readonly port: number
  close(): void
}

/** Binds 127.0.0.1 at a free port. */
export async function listenOnLoopback(server: Server): Promise<HttpsFace> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    }
  }
}

const errorCodes: Readonly<Record<number, string>> = {
  401: 'ExpiredAuthenticationToken',
  403: 'AuthorizationFailed',
  404: 'NotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  503: 'ServiceUnavailable'
}

/** What a fault answers in the place of ARM. */
function faulty({ code, message, raw }: Extract<Fault, { readonly kind: 'status' | 'statusAfter' }>): AzureAnswer {
  if (raw !== undefined) return { status: code, headers: { 'content-type': raw.contentType }, raw: raw.body }
  return answer(code, { error: { code: errorCodes[code] ?? 'Conflict', message } })
}

async function read(incoming: IncomingMessage): Promise<AzureRequest> {
  const url = incoming.url ?? '/'
  const mark = url.indexOf('?')
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: incoming.headers,
    body: (await readBody(incoming)).toString('utf8')
  }
}

function write(
  response: ServerResponse,
  request: AzureRequest,
  { status, headers, body, raw }: AzureAnswer,
  now: Date
): void {
  const requestId = randomUUID()
  const correlation = request.headers['x-ms-correlation-request-id']
  const asked = request.headers['x-ms-client-request-id']
  response.sendDate = false
  response.writeHead(status, {
    date: now.toUTCString(),
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-ms-request-id': requestId,
    'x-ms-correlation-request-id': typeof correlation === 'string' ? correlation : requestId,
    ...(request.headers['x-ms-return-client-request-id'] === 'true' && typeof asked === 'string'
      ? { 'x-ms-client-request-id': asked }
      : {}),
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers
  })
  response.end(raw ?? (body === undefined ? undefined : JSON.stringify(body)))
}

/** The HTTPS face of ARM and of its sign-in service, with the faults that were ordered. */
export function startAzureServer(ports: AzureServerPorts): Promise<HttpsFace> {
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await read(incoming)
    const { method, path } = request
    const fault = ports.faults({ method, path, user: ports.user })
    if (fault?.kind === 'dropBefore') return void response.destroy()
    if (fault?.kind === 'delay') await pause(fault.delayMs, undefined, { ref: false })
    ports.catchUp()
    const isRefused = fault?.kind === 'status'
    const told = isRefused ? faulty(fault) : ports.handle(request)
    const at = ports.now().toISOString()
    const [command, clientRequestId] = ['commandname', 'x-ms-client-request-id'].map((name) =>
      String(request.headers[name] ?? '')
    )
    ports.recordCall({
      at,
      method,
      path,
      apiVersion: request.query.get('api-version') ?? '',
      command: command ?? '',
      clientRequestId: clientRequestId ?? '',
      status: told.status
    })
    ports.observe?.(request, told)
    if (method !== 'GET' && /^\/subscriptions\//i.test(path) && told.status < 300)
      ports.recordEffect({ at, method, path, status: told.status, user: ports.user })
    if (fault?.kind === 'dropAfter') return void response.destroy()
    write(response, request, fault?.kind === 'statusAfter' ? faulty(fault) : told, ports.now())
  }
  const server = createServer({ ...ports.tls, keepAliveTimeout: 60_000 }, (incoming, response) => {
    response.on('error', () => undefined)
    serve(incoming, response).catch(() => response.destroy())
  })
  return listenOnLoopback(server)
}
