import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { generate } from 'selfsigned'

export interface TestServer {
  readonly url: string
  /** PEM of the certificate, which is its own authority. */
  readonly ca: string
  /** Every request so far. */
  readonly requests: readonly {
    readonly method: string
    readonly url: string
    readonly headers: IncomingMessage['headers']
    /** Names and values by turns, as they were sent. */
    readonly rawHeaders: readonly string[]
    readonly body: string
  }[]
  /** Sockets that are open now. */
  sockets(): number
  /** Sockets that were opened so far. */
  accepted(): number
  dropAll(): void
  close(): Promise<void>
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void

let certificate: Promise<{ readonly cert: string; readonly private: string }> | undefined

/** A certificate for 127.0.0.1 that lives as long as the test file. */
export function testCertificate(): Promise<{ readonly cert: string; readonly private: string }> {
  certificate ??= generate([{ name: 'commonName', value: 'test' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' }
        ]
      }
    ]
  })
  return certificate
}

/** What becomes of a request for another protocol. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * An HTTPS server on loopback that answers as it is told; `identity` instead of a certificate that is its own authority. Without
 * `upgrade` it speaks HTTP only.
 */
export async function startTlsServer(
  answer: Answer,
  identity?: { readonly cert: string; readonly key: string },
  upgrade?: Upgrade
): Promise<TestServer> {
  const own = identity === undefined ? await testCertificate() : undefined
  const { cert, key } = identity ?? { cert: own?.cert ?? '', key: own?.private ?? '' }
  const requests: TestServer['requests'][number][] = []
  const sockets = new Set<Duplex>()
  let accepted = 0
  const server = createServer({ cert, key, keepAliveTimeout: 60_000 }, (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request
      requests.push({ method, url, headers, rawHeaders, body })
      answer(request, response, body)
    })
  })
  if (upgrade) server.on('upgrade', upgrade)
  server.on('connection', (socket) => {
    accepted += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `https://127.0.0.1:${port}`,
    ca: cert,
    requests,
    sockets: () => sockets.size,
    accepted: () => accepted,
    dropAll,
    close: () =>
      new Promise((resolve) => {
        dropAll()
        server.close(() => resolve())
      })
  }
}

/** Answers with JSON as an API server does. */
export function sendJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {}
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}

/** A `Status` as an API server sends it. */
export function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {}
): void {
  sendJson(response, statusOf(code, reason, message), code, headers)
}

/** The `Status` of a failure (kubernetes/apimachinery pkg/apis/meta/v1/types.go). */
export function statusOf(code: number, reason: string, message: string) {
  return { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', message, reason, code } as const
}

/** Answers the questions that opening a connection asks; false when it was another one. */
export function answerOpening(request: IncomingMessage, response: ServerResponse, user = 'operator'): boolean {
  const path = (request.url ?? '').split('?')[0]
  if (path === '/version') sendJson(response, { major: '1', minor: '36', gitVersion: 'v1.36.3' })
  else if (path === '/apis/authentication.k8s.io/v1/selfsubjectreviews')
    sendJson(
      response,
      {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
        metadata: { creationTimestamp: null },
        status: { userInfo: { username: user } }
      },
      201
    )
  else if (path === '/api/v1/namespaces/kube-system')
    sendJson(response, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'kube-system', uid: 'uid-kube-system' }
    })
  else return false
  return true
}

/** A kubeconfig for the server: one context `test`. */
export function kubeconfigFor(
  server: Pick<TestServer, 'url' | 'ca'>,
  user: object = { token: 'secret-token' },
  cluster: object = {}
): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [
      {
        name: 'test',
        cluster: {
          server: server.url,
          'certificate-authority-data': Buffer.from(server.ca).toString('base64'),
          ...cluster
        }
      }
    ],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }]
  })
}
