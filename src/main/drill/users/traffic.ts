import type { Build } from './build.ts'
import type { Demand } from './demand.ts'
import { demandUntil } from './demand.ts'

/** A pod that answers requests of one Service. */
export interface ServingPod {
  readonly namespace: string
  readonly name: string
  readonly ip: string
  readonly workload: string
  readonly build: Build
}

/** One Service behind a route and the share of the route's requests that it is given. */
export interface Backend {
  readonly namespace: string
  readonly service: string
  readonly workload: string
  /** 0 to 1; the weights of a route add up to 1. Until `reweigh`. */
  readonly weight: number
}

/** What a group of users calls. */
export interface Route {
  readonly namespace: string
  readonly name: string
  readonly demand: Demand
  /** Requests per second one pod can answer; what is beyond that is turned away before it reaches a pod. */
  readonly podCapacity: number
  readonly backends: readonly Backend[]
}

/** A time during which a fixed share of the route's requests had the same fate. */
interface Span {
  readonly fromMs: number
  toMs: number | undefined
  /** Share of the route's requests. */
  readonly share: number
}

/** Envoy's response flags: no healthy upstream, upstream overflow. */
export type RefusalFlag = 'UH' | 'UO'

/** A pod's whole working life, as counters see it. */
export interface PodLife {
  readonly pod: ServingPod
  readonly route: Route
  readonly backend: Backend
  readonly firstServedMs: number
  /** When the pod disappeared, undefined while it exists. */
  endedMs: number | undefined
  readonly spans: Span[]
}

/** Requests that no pod answered. */
export interface Refusals {
  readonly route: Route
  readonly backend: Backend
  readonly flag: RefusalFlag
  readonly spans: Span[]
}

/** What users of one route saw since the beginning. */
export interface RouteTotals {
  readonly requests: number
  readonly errors: number
}

/** Who served whom and when; every count is a pure function of simulated time over this record. */
export interface Traffic {
  readonly routes: readonly Route[]
  /** The pods that take requests of a Service from now on. */
  serve(namespace: string, service: string, pods: readonly ServingPod[], atMs: number): void
  /** The share of its route that a Service is given from now on. */
  reweigh(namespace: string, service: string, weight: number, atMs: number): void
  /** The pod is gone: its counters are no longer scraped. */
  endPod(namespace: string, name: string, atMs: number): void
  pods(): readonly PodLife[]
  refusals(): readonly Refusals[]
  totals(route: Route, atMs: number): RouteTotals
}

/** Requests that fell into the spans up to a time; not rounded. */
export function requestsIn(demand: Demand, spans: readonly Span[], atMs: number): number {
  let total = 0
  for (const span of spans) {
    if (span.fromMs >= atMs) break
    const untilMs = Math.min(atMs, span.toMs ?? atMs)
    total += span.share * (demandUntil(demand, untilMs) - demandUntil(demand, span.fromMs))
  }
  return total
}

/** An empty record for the given routes. */
export function createTraffic(routes: readonly Route[]): Traffic {
  const lives = new Map<string, PodLife>()
  const refused = new Map<string, Refusals>()
  const weights = new Map<Backend, number>()
  const serving = new Map<Backend, readonly ServingPod[]>()
  const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`

  const closeOpen = (spans: Span[], atMs: number): void => {
    const last = spans.at(-1)
    if (last !== undefined && last.toMs === undefined) last.toMs = atMs
  }

  const serveBackend = (route: Route, backend: Backend, pods: readonly ServingPod[], atMs: number): void => {
    const id = keyOf(backend.namespace, backend.service)
    const weight = weights.get(backend) ?? backend.weight
    serving.set(backend, pods)
    for (const life of lives.values()) if (life.backend === backend) closeOpen(life.spans, atMs)
    for (const flag of ['UH', 'UO'] as const) {
      const known = refused.get(`${id}/${flag}`)
      if (known !== undefined) closeOpen(known.spans, atMs)
    }
    const wanted = route.demand.requestsPerSecond * weight
    if (wanted === 0) return
    const answered = Math.min(1, (pods.length * route.podCapacity) / wanted)
    for (const pod of pods) {
      const key = keyOf(pod.namespace, pod.name)
      const life = lives.get(key) ?? { pod, route, backend, firstServedMs: atMs, endedMs: undefined, spans: [] }
      lives.set(key, life)
      life.spans.push({ fromMs: atMs, toMs: undefined, share: (weight * answered) / pods.length })
    }
    if (answered === 1) return
    const flag = pods.length === 0 ? 'UH' : 'UO'
    const key = `${id}/${flag}`
    const known = refused.get(key) ?? { route, backend, flag, spans: [] }
    refused.set(key, known)
    known.spans.push({ fromMs: atMs, toMs: undefined, share: weight * (1 - answered) })
  }

  const find = (namespace: string, service: string): readonly { readonly route: Route; readonly backend: Backend }[] =>
    routes.flatMap((route) =>
      route.backends
        .filter((backend) => backend.namespace === namespace && backend.service === service)
        .map((backend) => ({ route, backend }))
    )

  return {
    routes,
    serve(namespace, service, pods, atMs) {
      for (const { route, backend } of find(namespace, service)) serveBackend(route, backend, pods, atMs)
    },
    reweigh(namespace, service, weight, atMs) {
      for (const { route, backend } of find(namespace, service)) {
        weights.set(backend, weight)
        serveBackend(route, backend, serving.get(backend) ?? [], atMs)
      }
    },
    endPod(namespace, name, atMs) {
      const life = lives.get(keyOf(namespace, name))
      if (life === undefined) return
      closeOpen(life.spans, atMs)
      life.endedMs = atMs
    },
    pods: () => [...lives.values()],
    refusals: () => [...refused.values()],
    totals(route, atMs) {
      let requests = 0
      let errors = 0
      for (const life of lives.values()) {
        if (life.route !== route) continue
        const answered = requestsIn(route.demand, life.spans, atMs)
        requests += answered
        errors += answered * life.pod.build.errorRatio
      }
      for (const { route: owner, spans } of refused.values()) {
        if (owner !== route) continue
        const turnedAway = requestsIn(route.demand, spans, atMs)
        requests += turnedAway
        errors += turnedAway
      }
      return { requests, errors }
    }
  }
}
