import { createServer, request as ask } from 'node:https'
import type { AddressInfo } from 'node:net'
import { mintCertificates } from '../../src/main/drill/control/certificates.ts'
import type { Endpoint } from '../drill/endpoint.ts'

/** One request that passed through. */
export interface PassedRequest {
  readonly method: string
  readonly path: string
  /** Empty without one. */
  readonly query: string
  readonly contentType: string
  readonly body: string
  /** 0 until it is answered. */
  readonly status: number
}

export interface RecordingProxy extends Endpoint {
  /** Everything so far, oldest first. */
  readonly requests: readonly PassedRequest[]
  readonly close: () => void
}

/**
 * A TLS proxy in front of an API server that keeps what passes through it. It sends the token on as it comes.
 *
 * @param rewrite changes the path of a request before it is sent on
 */
export async function startRecordingProxy(
  { port, ca }: Endpoint,
  rewrite: (path: string) => string = (path) => path
): Promise<RecordingProxy> {
  const certificates = await mintCertificates()
  const requests: PassedRequest[] = []
  const server = createServer(certificates.server, (incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks)
      const { method = 'GET', url = '/', headers } = incoming
      const [path = '', query = ''] = url.split('?')
      const contentType = String(headers['content-type'] ?? '')
      const passed = { method, path, query, contentType, body: body.toString('utf8'), status: 0 }
      requests.push(passed)
      const sent = ask(
        { host: '127.0.0.1', port, ca, method, path: rewrite(url), headers: { ...headers, host: `127.0.0.1:${port}` } },
        (answer) => {
          passed.status = answer.statusCode ?? 502
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        }
      )
      sent.on('error', () => outgoing.destroy())
      outgoing.on('close', () => sent.destroy())
      sent.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = (server.address() as AddressInfo).port
  return {
    server: `https://127.0.0.1:${own}`,
    port: own,
    ca: certificates.ca,
    requests,
    close() {
      server.close()
      server.closeAllConnections()
    }
  }
}
