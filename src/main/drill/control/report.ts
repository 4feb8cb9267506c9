import { keys, nameOf } from '../controllers/kube-types.ts'
import type { ControllerRevision, PodTemplate, ReplicaSet } from '../controllers/kube-types.ts'
import { formerRevisions, revisionOf } from '../controllers/revisions.ts'
import type { Effect } from '../api/ports.ts'
import type { KubeObject } from '../store/api-store.ts'
import { rolloutRevision } from '../rollouts/rollout.ts'
import type { Route } from '../users/traffic.ts'
import type { World } from '../world/world.ts'

/** Requests and the errors among them. */
export interface UserCount {
  readonly requests: number
  readonly errors: number
}

/**
 * What the referee saw. Counts are those of the users of the service that the drill is about, or, where it is about
 * regions, of the visitors who come by its name:
 * - before: the half hour up to the newest release;
 * - during: from the release to the end of the last 10 s window in which more than 1 % of the requests failed;
 * - after: from there until now.
 */
export interface Report {
  readonly scenario: string
  readonly seed: number
  readonly effects: readonly Omit<Effect, 'user'>[]
  readonly userErrors: { readonly before: UserCount; readonly during: UserCount; readonly after: UserCount }
  /** In each of the last six 10 s windows, users of every service saw fewer than 1 % errors, and there were requests. */
  readonly usersRecovered: boolean
  /** Simulated seconds since the release in windows with more than 1 % errors. */
  readonly harmSeconds: number
  readonly simulatedAt: string
}

const windowMs = 10_000
const beforeMs = 30 * 60_000
const judgedMs = 60_000
const fewestRequests = 20
const tolerated = 0.01

/** Requests after a time, up to another one. */
type Count = (fromMs: number, toMs: number) => UserCount

function countBetween(world: World, route: Route, fromMs: number, toMs: number): UserCount {
  const from = world.traffic.totals(route, fromMs)
  const to = world.traffic.totals(route, toMs)
  return { requests: to.requests - from.requests, errors: to.errors - from.errors }
}

function rounded({ requests, errors }: UserCount): UserCount {
  return { requests: Math.round(requests), errors: Math.round(errors) }
}

function isHurt({ requests, errors }: UserCount): boolean {
  return requests > 0 && errors / requests > tolerated
}

/** Reads the referee's counts at the present simulated time. */
export function reportOn(world: World, effects: readonly Effect[]): Report {
  const { plan, traffic, startMs } = world
  const nowMs = world.simulation.nowMs()
  const releasedMs = startMs + plan.incidentAtMs
  const route = traffic.routes.find(({ name }) => name === plan.focus)
  if (route === undefined) throw new Error(`no users call ${plan.focus}`)

  const callers =
    (of: Route): Count =>
    (fromMs, toMs) =>
      countBetween(world, of, fromMs, toMs)
  const visitors: Count | undefined = world.azure?.visitors.between
  const judged = visitors ?? callers(route)

  let harmEndMs = releasedMs
  let harmSeconds = 0
  for (let fromMs = releasedMs; fromMs < nowMs; fromMs += windowMs) {
    const toMs = Math.min(nowMs, fromMs + windowMs)
    if (!isHurt(judged(fromMs, toMs))) continue
    harmEndMs = toMs
    harmSeconds += (toMs - fromMs) / 1000
  }

  const isCalm = (count: Count): boolean => {
    const total = count(nowMs - judgedMs, nowMs)
    if (total.requests < fewestRequests || total.errors / total.requests >= tolerated) return false
    for (let fromMs = nowMs - judgedMs; fromMs < nowMs; fromMs += windowMs)
      if (isHurt(count(fromMs, fromMs + windowMs))) return false
    return true
  }

  return {
    scenario: plan.id,
    seed: plan.seed,
    effects: effects.map(({ at, method, path, status }) => ({ method, path, status, at })),
    userErrors: {
      before: rounded(judged(releasedMs - beforeMs, releasedMs)),
      during: rounded(judged(releasedMs, harmEndMs)),
      after: rounded(judged(harmEndMs, nowMs))
    },
    usersRecovered: [...traffic.routes.map(callers), ...(visitors === undefined ? [] : [visitors])].every(isCalm),
    harmSeconds: Math.round(harmSeconds),
    simulatedAt: new Date(nowMs).toISOString()
  }
}

/** One revision of the workload that the drill is about; of a StatefulSet or DaemonSet `replicaSet` is its ControllerRevision. */
export interface RevisionTruth {
  readonly revision: number
  readonly formerRevisions: readonly number[]
  readonly replicaSet: string
  readonly image: string
  readonly good: boolean
}

/** What is really going on; for tests only. */
export interface Truth {
  readonly scenario: string
  readonly seed: number
  readonly namespace: string
  readonly deployment: string
  /** Every service whose newest release is bad. */
  readonly failing: readonly string[]
  readonly ill: boolean
  readonly incidentAt: string
  readonly revisions: readonly RevisionTruth[]
  readonly prometheus: { readonly namespace: string; readonly service: string; readonly port: number }
}

/** Tells the truth about the present revisions. */
export function truthOf(world: World): Truth {
  const { plan, store } = world
  const focus = plan.services.find(({ name }) => name === plan.focus)
  const goodImages = new Set(focus?.releases.filter(({ good }) => good).map(({ image }) => image))
  const isOwn = ({ metadata }: KubeObject): boolean => metadata.ownerReferences?.[0]?.name === plan.focus
  const owned = (store.list(keys.replicaSets, plan.namespace) as readonly ReplicaSet[]).filter(isOwn)
  const kept = (store.list(keys.controllerRevisions, plan.namespace) as readonly ControllerRevision[]).filter(isOwn)
  const imageOf = (template: PodTemplate): string => template.spec.containers[0]?.image ?? ''
  const told = [
    ...owned.map((replicaSet) => ({
      revision: revisionOf(replicaSet) || Number(replicaSet.metadata.annotations?.[rolloutRevision] ?? 0),
      formerRevisions: formerRevisions(replicaSet),
      replicaSet: nameOf(replicaSet),
      image: imageOf(replicaSet.spec.template)
    })),
    ...kept.map((one) => ({
      revision: one.revision,
      formerRevisions: [],
      replicaSet: nameOf(one),
      image: imageOf(one.data.spec.template)
    }))
  ]
  const revisions = told.map((one) => ({ ...one, good: goodImages.has(one.image) }))
  const { namespace, service, port } = plan.prometheus
  return {
    scenario: plan.id,
    seed: plan.seed,
    namespace: plan.namespace,
    deployment: plan.focus,
    failing: plan.services.filter(({ releases }) => releases.at(-1)?.good === false).map(({ name }) => name),
    ill: plan.isIll,
    incidentAt: new Date(world.startMs + plan.incidentAtMs).toISOString(),
    revisions: revisions.toSorted((a, b) => a.revision - b.revision),
    prometheus: { namespace, service, port }
  }
}
