import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { ApiStore, KubeObject, ResourceKey } from '../store/api-store.ts'
import type { KindDefinition } from '../store/kind-definition.ts'
import type { SchemaSource } from '../store/schema.ts'
import type { Identity } from './identity.ts'
import type { ApiServerPorts } from './ports.ts'
import type { RequestInfo, ResourceRequest } from './request-info.ts'

/** One request on its way through the server. */
export interface Exchange {
  readonly method: string
  readonly info: RequestInfo
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly user: Identity
  /** For answers that are streams: watches and followed logs. */
  readonly response: ServerResponse
  /** Aborts when the client has gone. */
  readonly gone: AbortSignal
}

/** An exchange about a resource of a kind that is served. */
export interface ResourceExchange extends Exchange {
  readonly resource: ResourceRequest
  readonly kind: KindDefinition
  readonly key: ResourceKey
}

/** What handlers work with. */
export interface ApiContext {
  readonly ports: ApiServerPorts
  readonly store: ApiStore
  readonly schemas: SchemaSource
}

/** An answer that is ready to be written. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
  readonly warnings?: readonly string[]
}

/** `null`: the handler writes to the response itself. */
export type Handled = Answer | null

/** The name before the slash of a User-Agent: upstream's field manager when none is given. */
export function managerOf(exchange: Exchange): string {
  const given = exchange.query.get('fieldManager')
  if (given !== null && given !== '') return given
  const agent = exchange.headers['user-agent'] ?? ''
  const name = agent.split('/')[0]?.trim() ?? ''
  return name === '' ? 'unknown' : name
}

/** A value as JSON, indented for people: `?pretty`, curl, wget and browsers. */
export function jsonBody(exchange: Exchange, value: unknown): string {
  const pretty = exchange.query.get('pretty')
  const agent = exchange.headers['user-agent'] ?? ''
  const indent = pretty === null ? /^(curl|Wget|Mozilla)\//.test(agent) : pretty !== 'false' && pretty !== '0'
  return `${JSON.stringify(value, null, indent ? 2 : 0)}\n`
}

/** An answer of JSON. */
export function json(exchange: Exchange, status: number, value: unknown, contentType = 'application/json'): Answer {
  return { status, contentType, body: jsonBody(exchange, value) }
}

/** An answer of text. */
export function text(status: number, body: string, contentType = 'text/plain; charset=utf-8'): Answer {
  return { status, contentType, body }
}

/** Kind and apiVersion first, as upstream encodes typed objects. */
export function withType(object: KubeObject): KubeObject {
  const { apiVersion, kind, ...rest } = object
  return { kind, apiVersion, ...rest } as KubeObject
}
