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
  /** Requests are copied to it and its answers thrown away: its workload counts them, users do not see them. */
  readonly isShadow: boolean
}

/** A share of a route's requests, 0 to 1, and who is given it. */
export interface Share {
  readonly namespace: string
  readonly service: string
  readonly weight: number
  readonly isShadow?: boolean
}

/** Users who send the same headers. */
export interface Cohort {
  readonly share: number
  readonly headers: Readonly<Record<string, string>>
}

/** Everybody alike. */
export const everybody: readonly Cohort[] = [{ share: 1, headers: {} }]

/** What a group of users calls. */
export interface Route {
  readonly namespace: string
  readonly name: string
  readonly demand: Demand
  /** Requests per second one pod can answer; what is beyond that is turned away before it reaches a pod. */
  readonly podCapacity: number
  /** Groups of users that a route may tell apart; their shares add up to 1. */
  readonly cohorts: readonly Cohort[]
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
  /** Whose pods are full; `unknown` where there is none. */
  readonly workload: string
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
  /** Who is given which share of a route from now on; without it all of it goes to the Service of its name. */
  split(route: Route, shares: readonly Share[], atMs: number): void
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
  const states = new Map<Route, Map<string, BackendState>>()
  const serving = new Map<string, readonly ServingPod[]>()
  /** Routes whose users have begun to call: those of whose Services one is there. */
  const open = new Set<Route>()
  const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`

  const stateOf = (route: Route, { namespace, service, isShadow = false }: Omit<Share, 'weight'>): BackendState => {
    const own = states.get(route) ?? new Map<string, BackendState>()
    states.set(route, own)
    const key = `${keyOf(namespace, service)}${isShadow ? '/shadow' : ''}`
    const known = own.get(key)
    if (known !== undefined) return known
    const made = { route, backend: { namespace, service, isShadow }, weight: 0, pods: [] }
    own.set(key, made)
    return made
  }
  for (const route of routes) stateOf(route, { namespace: route.namespace, service: route.name }).weight = 1

  /** A pod of a StatefulSet has the name of the one before it, and another address. */
  const lifeKey = ({ route, backend }: BackendState, pod: Pick<ServingPod, 'namespace' | 'name' | 'ip'>): string =>
    [route.name, backend.service, backend.isShadow, pod.namespace, pod.name, pod.ip].join('/')

  const lifeOf = (state: BackendState, pod: ServingPod, atMs: number): PodLife => {
    const { route, backend } = state
    const key = lifeKey(state, pod)
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

  const refuse = (state: BackendState, flag: RefusalFlag, share: number, atMs: number): void => {
    const { route, backend } = state
    const key = [route.name, keyOf(backend.namespace, backend.service), backend.isShadow, flag].join('/')
    const known = refusals.get(key)
    if (known === undefined && share === 0) return
    const workload = flag === 'UO' ? (state.pods[0]?.workload ?? 'unknown') : 'unknown'
    const made = known ?? { route, backend, workload, flag, refused: createLedger(route.demand) }
    refusals.set(key, made)
    made.refused.set(share, atMs)
  }

  const distribute = (state: BackendState, atMs: number): void => {
    const { route, backend, weight } = state
    if (!open.has(route)) return
    const pods = serving.get(keyOf(backend.namespace, backend.service)) ?? []
    const staying = new Set(pods.map((pod) => lifeKey(state, pod)))
    for (const pod of state.pods)
      if (!staying.has(lifeKey(state, pod))) lives.get(lifeKey(state, pod))?.answered.set(0, atMs)
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

  const statesOf = (route: Route): readonly BackendState[] => [...(states.get(route)?.values() ?? [])]

  return {
    routes,
    serve(namespace, service, pods, atMs) {
      serving.set(keyOf(namespace, service), pods)
      for (const route of routes)
        for (const state of statesOf(route)) {
          const { backend } = state
          if (backend.namespace !== namespace || backend.service !== service) continue
          if (!open.has(route)) {
            open.add(route)
            for (const other of statesOf(route)) distribute(other, atMs)
          }
          distribute(state, atMs)
        }
    },
    split(route, shares, atMs) {
      const given = new Map(shares.map((share) => [stateOf(route, share), share.weight]))
      for (const state of statesOf(route)) {
        const weight = given.get(state) ?? 0
        if (weight === state.weight) continue
        state.weight = weight
        distribute(state, atMs)
      }
    },
    endPod(namespace, name, atMs) {
      for (const life of lives.values()) {
        if (life.pod.namespace !== namespace || life.pod.name !== name || life.endedMs !== undefined) continue
        life.answered.set(0, atMs)
        life.endedMs = atMs
      }
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
          if (share.route !== route || share.backend.isShadow) break
          const answered = share.answered.total(atMs)
          requests += answered
          errors += answered * share.build.errorRatio
        }
      for (const { route: owner, backend, refused } of refusals.values()) {
        if (owner !== route || backend.isShadow) continue
        const turnedAway = refused.total(atMs)
        requests += turnedAway
        errors += turnedAway
      }
      return { requests, errors }
    }
  }
}
