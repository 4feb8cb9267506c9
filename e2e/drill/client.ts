import { request } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import type { Endpoint } from './endpoint.ts'

/** One answer of the stage. */
export interface ClientAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly json: <T = Readonly<Record<string, unknown>>>() => T
}

export interface ClientRequest {
  readonly method?: string
  readonly path: string
  /** A list is sent as so many headers of that name. */
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: unknown
  /** null: no Authorization header. */
  readonly token?: string | null
}

/** Sends a request as it is given: paths are not cleaned, bodies that are no string or Buffer become JSON. */
export function send(stage: Endpoint, wanted: ClientRequest): Promise<ClientAnswer> {
  const { method = 'GET', path, body, token = 'admin-token' } = wanted
  const payload = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: stage.port,
        path,
        method,
        ca: stage.ca,
        agent: false,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
          ...wanted.headers
        }
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const json = <T>(): T => JSON.parse(text) as T
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, json })
        })
      }
    )
    sent.on('error', reject)
    sent.end(payload)
  })
}

/** Opens a watch; `next` resolves with the next event. */
export function openWatch(stage: Endpoint, path: string): WatchReader {
  const events: unknown[] = []
  let wake: (() => void) | undefined
  let ended = false
  const sent = request(
    {
      host: '127.0.0.1',
      port: stage.port,
      path,
      ca: stage.ca,
      agent: false,
      headers: { authorization: 'Bearer admin-token' }
    },
    (response) => {
      let rest = ''
      response.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString('utf8')).split('\n')
        rest = lines.pop() ?? ''
        events.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown))
        wake?.()
      })
      response.on('end', () => {
        ended = true
        wake?.()
      })
      response.on('error', () => wake?.())
    }
  )
  sent.on('error', () => wake?.())
  sent.end()
  return {
    async next() {
      while (events.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return events.shift() as WatchedEvent | undefined
    },
    close: () => void sent.destroy()
  }
}

/** One line of a watch. */
export interface WatchedEvent {
  readonly type: string
  readonly object: Readonly<Record<string, unknown>> & {
    readonly metadata?: { readonly name?: string; readonly annotations?: Readonly<Record<string, string>> }
  }
}

export interface WatchReader {
  /** undefined when the watch has ended. */
  next(): Promise<WatchedEvent | undefined>
  close(): void
}
