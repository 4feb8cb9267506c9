import { request } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import type { RecordedExchange } from './recording.ts'
import type { Endpoint } from './endpoint.ts'

/** What the drill answered. */
export interface Replayed {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** How long a stream is read when nothing more comes, real milliseconds. */
const QUIET_MS = 400

/** Bearer tokens of the labels that did not use the administrator's. */
function tokenOf(label: string): string | undefined {
  if (label === 'no token') return undefined
  if (label === 'wrong token') return 'nonsense'
  return label.startsWith('viewer') ? 'viewer-token' : 'admin-token'
}

export interface ReplayOptions {
  /** A recorded URL or body as the stage knows it. */
  readonly translate: (text: string) => string
  /** Called once a stream is open. */
  readonly onStream: () => void
  /** The ETag that the recorded client had of an earlier answer: it sent `If-None-Match`, which was not recorded. */
  readonly knownTag?: string | undefined
}

/** Sends a recorded request to the stage, with the names and versions of the stage in place of the recorded ones. */
export function replay(
  stage: Endpoint,
  exchange: RecordedExchange,
  { translate, onStream, knownTag }: ReplayOptions
): Promise<Replayed> {
  const { headers, body } = exchange.request
  const token = tokenOf(exchange.label)
  const payload =
    body === undefined ? undefined : typeof body === 'string' ? translate(body) : Buffer.from(body.base64, 'base64')
  const isStream = /[?&]watch=/.test(exchange.url)
  return new Promise((resolve, reject) => {
    const sent = request(
      `${stage.server}${translate(exchange.url)}`,
      {
        method: exchange.method,
        ca: stage.ca,
        headers: {
          ...headers,
          'user-agent': headers['accept'] === '*/*' ? 'curl/8.0' : 'kubectl/v1.36.3 (linux/amd64) kubernetes/b1b1c1',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(knownTag === undefined ? {} : { 'if-none-match': knownTag }),
          ...(payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) })
        }
      },
      (response) => {
        const chunks: Buffer[] = []
        let quiet: NodeJS.Timeout | undefined
        const finish = (): void => {
          clearTimeout(quiet)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8')
          })
          if (isStream) response.destroy()
        }
        const wait = (): void => {
          clearTimeout(quiet)
          if (isStream) quiet = setTimeout(finish, QUIET_MS)
        }
        wait()
        if (isStream) setImmediate(onStream)
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          wait()
        })
        response.on('end', finish)
        response.on('error', reject)
      }
    )
    sent.on('error', reject)
    sent.end(payload)
  })
}
