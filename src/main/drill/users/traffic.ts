import type { Build } from './build.ts'
import type { Demand } from './demand.ts'
import type { Ledger } from './ledger.ts'
import { createLedger } from './ledger.ts'

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

/** Envoy's response flags: no healthy upstream, upstream overflow. */
export type RefusalFlag = 'UH' | 'UO'

/** A pod's whole working life, as its own counters see it. */
export interface PodLife {
  readonly pod: ServingPod
  readonly backend: Backend
  readonly firstServedMs: number
  /** When the pod disappeared, undefined while it exists. */
  endedMs: number | undefined
  readonly answered: Ledger
}

/** All pods of one build behind a Service, as callers see them. */
export interface BuildShare {
  readonly route: Route
  readonly backend: Backend
  readonly workload: string
  readonly build: Build
  readonly answered: Ledger
}

/** Requests that no pod answered. */
export interface Refusals {
  readonly route: Route
  readonly backend: Backend
  readonly flag: RefusalFlag
  readonly refused: Ledger
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
  pods(): Iterable<PodLife>
  builds(): Iterable<BuildShare>
  refusals(): Iterable<Refusals>
  totals(route: Route, atMs: number): RouteTotals
}

/** The present state and the record of one Service behind a route. */
interface BackendState {
  readonly route: Route
  readonly backend: Backend
  weight: number
  pods: readonly ServingPod[]
}

/** An empty record for the given routes. */
export function createTraffic(routes: readonly Route[]): Traffic {
  const lives = new Map<string, PodLife>()
  const builds = new Map<Backend, Map<Build, BuildShare>>()
  const refusals = new Map<string, Refusals>()
  const states: readonly BackendState[] = routes.flatMap((route) =>
    route.backends.map((backend) => ({ route, backend, weight: backend.weight, pods: [] }))
  )
  const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`

  const lifeOf = ({ route, backend }: BackendState, pod: ServingPod, atMs: number): PodLife => {
    const key = keyOf(pod.namespace, pod.name)
    const known = lives.get(key)
    if (known !== undefined) return known
    const life = { pod, backend, firstServedMs: atMs, endedMs: undefined, answered: createLedger(route.demand) }
    lives.set(key, life)
    return life
  }

  const buildShares = ({ backend }: BackendState): Map<Build, BuildShare> => {
    const shares = builds.get(backend) ?? new Map<Build, BuildShare>()
    builds.set(backend, shares)
    return shares
  }

  const refuse = ({ route, backend }: BackendState, flag: RefusalFlag, share: number, atMs: number): void => {
    const key = `${keyOf(backend.namespace, backend.service)}/${flag}`
    const known = refusals.get(key)
    if (known === undefined && share === 0) return
    const made = known ?? { route, backend, flag, refused: createLedger(route.demand) }
    refusals.set(key, made)
    made.refused.set(share, atMs)
  }

  const distribute = (state: BackendState, pods: readonly ServingPod[], atMs: number): void => {
    const { route, backend, weight } = state
    const staying = new Set(pods.map(({ namespace, name }) => keyOf(namespace, name)))
    for (const { namespace, name } of state.pods)
      if (!staying.has(keyOf(namespace, name))) lives.get(keyOf(namespace, name))?.answered.set(0, atMs)
    state.pods = pods
    const wanted = route.demand.requestsPerSecond * weight
    const answered = wanted === 0 ? 0 : Math.min(1, (pods.length * route.podCapacity) / wanted)
    const share = pods.length === 0 ? 0 : (weight * answered) / pods.length
    const shares = buildShares(state)
    const byBuild = new Map<Build, number>([...shares.keys()].map((build) => [build, 0]))
    for (const pod of pods) {
      lifeOf(state, pod, atMs).answered.set(share, atMs)
      byBuild.set(pod.build, (byBuild.get(pod.build) ?? 0) + share)
      if (!shares.has(pod.build))
        shares.set(pod.build, {
          route,
          backend,
          workload: pod.workload,
          build: pod.build,
          answered: createLedger(route.demand)
        })
    }
    for (const [build, total] of byBuild) shares.get(build)?.answered.set(total, atMs)
    refuse(state, 'UH', pods.length === 0 ? weight : 0, atMs)
    refuse(state, 'UO', pods.length === 0 ? 0 : weight * (1 - answered), atMs)
  }

  const find = (namespace: string, service: string): readonly BackendState[] =>
    states.filter(({ backend }) => backend.namespace === namespace && backend.service === service)

  return {
    routes,
    serve(namespace, service, pods, atMs) {
      for (const state of find(namespace, service)) distribute(state, pods, atMs)
    },
    reweigh(namespace, service, weight, atMs) {
      for (const state of find(namespace, service)) {
        state.weight = weight
        distribute(state, state.pods, atMs)
      }
    },
    endPod(namespace, name, atMs) {
      const life = lives.get(keyOf(namespace, name))
      if (life === undefined) return
      life.answered.set(0, atMs)
      life.endedMs = atMs
    },
    pods: () => lives.values(),
    *builds() {
      for (const shares of builds.values()) yield* shares.values()
    },
    refusals: () => refusals.values(),
    totals(route, atMs) {
      let requests = 0
      let errors = 0
      for (const shares of builds.values())
        for (const share of shares.values()) {
          if (share.route !== route) break
          const answered = share.answered.total(atMs)
          requests += answered
          errors += answered * share.build.errorRatio
        }
      for (const { route: owner, refused } of refusals.values()) {
        if (owner !== route) continue
        const turnedAway = refused.total(atMs)
        requests += turnedAway
        errors += turnedAway
      }
      return { requests, errors }
    }
  }
}
