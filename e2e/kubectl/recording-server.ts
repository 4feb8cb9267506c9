import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { TLSSocket } from 'node:tls'

/** What of a request says who sent it. */
export interface Recorded {
  readonly target: string
  /** `name: value` of the credentials and of impersonation, in lower case before the colon, by name. */
  readonly identity: readonly string[]
  /** SHA-256 of the client certificate; empty when none was shown. */
  readonly certificate: string
}

export interface RecordingServer {
  /** `https://HOST:PORT` */
  readonly url: string
  /** What was asked since the last call. */
  taken(): readonly Recorded[]
  close(): Promise<void>
}

const telling = /^(authorization|impersonate-.*)$/

const nameIn = (header: string): string => header.slice(0, header.indexOf(':'))
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** An API server that tells its version to everybody and nothing else, and keeps how it was asked. */
export async function startRecordingServer(cert: string, key: string): Promise<RecordingServer> {
  let requests: Recorded[] = []
  const server = createServer({ cert, key, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const { rawHeaders, socket, url = '' } = request
    const identity = rawHeaders
      .flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const] : []))
      .filter(([name]) => telling.test(name))
      .map(([name, value]) => `${name.replaceAll(/%[0-9a-f]{2}/g, (escape) => escape.toUpperCase())}: ${value}`)
    const certificate = socket instanceof TLSSocket ? (socket.getPeerCertificate().fingerprint256 ?? '') : ''
    // Go sends extra values in no certain order of their names; the values of one name keep theirs.
    requests.push({ target: url, identity: identity.toSorted((a, b) => compare(nameIn(a), nameIn(b))), certificate })
    const known = url.endsWith('/version')
    response.writeHead(known ? 200 : 403, { 'content-type': 'application/json' })
    response.end(JSON.stringify(known ? { gitVersion: 'v1.36.3' } : { kind: 'Status', code: 403, reason: 'Forbidden' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    taken() {
      const taken = requests
      requests = []
      return taken
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
}
