import type { KubeObject } from '../store/api-store.ts'

/** Istio's VirtualService as far as Flagger knows it (fluxcd/flagger pkg/apis/istio/v1beta1); it drops any other field. */
export interface VirtualServiceSpec {
  readonly hosts?: readonly string[]
  readonly gateways?: readonly string[]
  readonly http?: readonly HttpRoute[]
  readonly tcp?: readonly TcpRoute[]
}

export interface HttpRoute {
  readonly name?: string
  readonly match?: readonly HttpMatchRequest[]
  readonly route?: readonly Destination[]
  readonly mirror?: { readonly host: string }
  readonly mirrorPercentage?: { readonly value: number }
  readonly headers?: Headers
  readonly [field: string]: unknown
}

export interface TcpRoute {
  readonly match?: readonly object[]
  readonly route?: readonly Destination[]
}

export interface HttpMatchRequest {
  readonly headers?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly [field: string]: unknown
}

export interface Headers {
  readonly request?: object
  readonly response?: { readonly add?: Readonly<Record<string, string>>; readonly [field: string]: unknown }
}

/** HTTPRouteDestination. */
export interface Destination {
  readonly destination: { readonly host: string; readonly subset?: string; readonly port?: { readonly number: number } }
  readonly weight?: number
  readonly headers?: Headers
}

export interface VirtualService extends KubeObject {
  readonly spec: VirtualServiceSpec
}

const httpFields = new Set([
  'name',
  'match',
  'route',
  'redirect',
  'rewrite',
  'timeout',
  'retries',
  'fault',
  'mirror',
  'mirrorPercentage',
  'corsPolicy',
  'headers'
])

function only(object: object, fields: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => fields.has(name)))
}

/** A VirtualService's spec as Flagger decodes it: what its types lack is gone. */
export function decoded({ spec }: VirtualService): VirtualServiceSpec {
  const { hosts, gateways, http, tcp } = spec
  return {
    ...(hosts === undefined ? {} : { hosts }),
    ...(gateways === undefined ? {} : { gateways }),
    ...(http === undefined ? {} : { http: http.map((one) => only(one, httpFields) as HttpRoute) }),
    ...(tcp === undefined
      ? {}
      : { tcp: tcp.map(({ match, route }) => ({ ...(match && { match }), ...(route && { route }) })) })
  }
}
