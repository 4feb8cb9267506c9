import type {
  Crossing,
  DeploymentView,
  Measure,
  SeriesPoint,
  ServiceRow,
  SignalId,
  TroubleKind
} from '../../contract/index.ts'
import { lastValue } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { besideLimit } from '../../contract/words/format-measure.ts'
import { progressDeadlineSeconds, rolloutStatus } from '../providers/kubernetes/rollout-status.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { ServiceReading } from '../ports/metrics.ts'
import { newReplicaSet } from '../providers/kubernetes/history.ts'
import { rolledBackRank } from './canary-mark.ts'
import { withCanaries } from './canary-rows.ts'
import { podCounts, refOf } from '../providers/kubernetes/workload.ts'
import { deploymentView } from './deployment-view.ts'
import { withLast } from './metric-signals.ts'
import { newPodsUnavailableSeconds } from './new-pods-unavailable.ts'
import type { Release } from './normal-latencies.ts'
import { ownershipOf, type ObservedClaims } from './ownership.ts'
import { lastRestartAt } from '../providers/kubernetes/pods/containers.ts'
import { activePods, isPodReady } from '../providers/kubernetes/pods/pod-life.ts'
import { podReason, shortReason } from '../providers/kubernetes/pods/pod-reason.ts'
import { controllerUid } from '../providers/kubernetes/pods/replica-set-pods.ts'
import { rolloutStartedAt } from './rollout-start.ts'

/** The most severe limit of the decision matrix that a value is past. */
export type CrossingOf = (signal: SignalId, measure: Measure, normal: Measure) => Crossing | null

/** An error ratio over a limit beside the newest change of its workload. */
export interface ErrorsAfterChange {
  readonly deployment: DeploymentView
  readonly limit: number
  readonly value: number
  /** ISO. */
  readonly observedAt: string
  /** What was read of it in the last minutes, the newest last. */
  readonly past: readonly SeriesPoint[]
}

/** Whether it may still be of requests of before that change. */
export type IsOfBefore = (errors: ErrorsAfterChange) => boolean

export interface RowsInput {
  readonly deployments: readonly KubeObject[]
  /** Undefined where they may not be read. */
  readonly replicaSets: readonly KubeObject[] | undefined
  readonly pods: readonly KubeObject[] | undefined
  readonly claims: ObservedClaims
  /** By workload name. */
  readonly readings: ReadonlyMap<string, ServiceReading>
  /** What a workload without a reading has, and why. */
  readonly missing: Measure
  /** The last answer there was, by workload name; null when there never was one. */
  readonly lastReadings: ReadonlyMap<string, ServiceReading> | null
  /** P95 before the newest release of a service, milliseconds. */
  readonly normalP95: (release: Release) => Measure
  readonly crossing: CrossingOf
  readonly isOfBefore: IsOfBefore
  /** Error ratios of the last minutes, by workload name. */
  readonly pastErrors: ReadonlyMap<string, readonly SeriesPoint[]>
  /** On the server's clock. */
  readonly now: Date
}

const recentlyMs = 3_600_000
const restartedMs = 10 * 60_000

const ranks: Readonly<Record<TroubleKind, number>> = {
  stuck: 600,
  notReady: 500,
  restarting: 400,
  told: 350,
  overLimit: 300,
  changed: 200,
  unknown: 100,
  calm: 0
}

/** Taken from a rank, it is below every other. */
export const belowAll = 1_000

/**
 * The service list: the worst trouble first, within it the most errors, then by name. Those that only changed lately
 * the newest first, for their errors are under every limit.
 */
export function serviceRows(input: RowsInput): readonly ServiceRow[] {
  const replicaSets = byController(input.replicaSets ?? [])
  const pods = byController(input.pods ?? [])
  const rows = input.deployments.map((deployment) => {
    const owned = replicaSets.get(deployment.metadata.uid) ?? []
    // Pods of a StatefulSet or DaemonSet are its own, those of a Deployment its ReplicaSets'.
    const own = [deployment, ...owned].flatMap(({ metadata }) => pods.get(metadata.uid) ?? [])
    return serviceRow(input, deployment, owned, input.pods && input.replicaSets ? own : undefined)
  })
  const rateOf = (workload: string): number | undefined => input.readings.get(workload)?.perSecond
  return withCanaries(rows, lastValue(input.claims.canaries) ?? [], rateOf, input.now).toSorted(worstFirst)
}

/** The order of {@link serviceRows}, also of rows of several namespaces. */
export function worstFirst(a: ServiceRow, b: ServiceRow): number {
  return newer(a, b) || b.rank - a.rank || (fullName(a) < fullName(b) ? -1 : 1)
}

function fullName({ ref }: ServiceRow): string {
  return `${ref.name} ${ref.namespace} ${ref.kind ?? ''}`
}

function newer(a: ServiceRow, b: ServiceRow): number {
  const isBelow = (row: ServiceRow): boolean => row.rank < 0
  const isRolledBack = (row: ServiceRow): boolean => row.rank >= rolledBackRank
  if (isBelow(a) !== isBelow(b) || isRolledBack(a) !== isRolledBack(b)) return 0
  return a.trouble === 'changed' && b.trouble === 'changed' ? Date.parse(b.changedAt) - Date.parse(a.changedAt) : 0
}

function byController(objects: readonly KubeObject[]): ReadonlyMap<string, readonly KubeObject[]> {
  const groups = new Map<string, KubeObject[]>()
  for (const object of objects) {
    const uid = controllerUid(object) ?? ''
    const group = groups.get(uid)
    if (group) group.push(object)
    else groups.set(uid, [object])
  }
  return groups
}

function serviceRow(
  input: RowsInput,
  deployment: KubeObject,
  owned: readonly KubeObject[],
  pods: readonly KubeObject[] | undefined
): ServiceRow {
  const { metadata } = deployment
  const reading = input.readings.get(metadata.name)
  const last = input.lastReadings?.get(metadata.name)
  const missing = (before: Measure | undefined): Measure => withLast(input.missing, before)
  const ref = refOf(deployment)
  const counts = podCounts(deployment)
  const changedAt = rolloutStartedAt(deployment, newReplicaSet(deployment, owned), owned)
  const errorRatio = reading?.errorRatio ?? missing(last?.errorRatio)
  const p95 = reading?.p95 ?? missing(last?.p95)
  const p95Normal = input.normalP95({ ref, uid: metadata.uid, changedAt })
  const errorCrossing = errorCrossingOf(input, deployment, owned, errorRatio)
  const p95Crossing = input.crossing('p95', p95, p95Normal)
  const limits = limitText({ errorRatio, errorCrossing, p95, p95Crossing })
  const podReasonText = shortReason(worstReason(pods ?? []))
  const trouble = troubleOf({ input, deployment, owned, pods, errorRatio, limits, changedAt, podReason: podReasonText })
  const ownership = ownershipOf(deployment, input.claims)
  return {
    ref,
    uid: metadata.uid,
    errorRatio,
    errorCrossing,
    p95,
    p95Normal,
    p95Crossing,
    desired: counts.desired,
    ready: counts.ready,
    podReason: podReasonText,
    changedAt,
    owners: [
      ...new Set(
        (lastValue(ownership)?.owners ?? []).map(({ system, name }) => (system === 'controller' ? name : system))
      )
    ],
    canary: null,
    trouble: trouble.kind,
    troubleText: trouble.text,
    rank: ranks[trouble.kind] + (errorRatio.state === 'known' ? Math.min(99, errorRatio.value * 100) : 0)
  }
}

function errorCrossingOf(
  { crossing, missing, isOfBefore, pastErrors }: RowsInput,
  deployment: KubeObject,
  owned: readonly KubeObject[],
  errorRatio: Measure
): Crossing | null {
  const found = crossing('errorRatio', errorRatio, missing)
  if (found === null || errorRatio.state !== 'known') return found
  const { value, observedAt } = errorRatio
  const past = pastErrors.get(deployment.metadata.name) ?? []
  const about = { deployment: deploymentView(deployment, owned), limit: found.limit, value, observedAt, past }
  return isOfBefore(about) ? { ...found, waits: true } : found
}

/** What a limit is for: the same signal has several, and a proof one more. */
const limitFor: Readonly<Record<Crossing['level'], string>> = {
  declareIncident: 'act at',
  rollBack: 'act at',
  prepare: 'prepare at',
  watch: 'watch at',
  hold: 'limit'
}

/** The errors first; the latency speaks only where the errors do not. */
function limitText(row: Pick<ServiceRow, 'errorRatio' | 'errorCrossing' | 'p95' | 'p95Crossing'>): string {
  const { errorRatio, errorCrossing, p95, p95Crossing } = row
  const words = (value: number, { limit, level }: Crossing, unit: 'ratio' | 'ms'): string => {
    const said = besideLimit(value, limit, unit)
    return `${said.value}, ${limitFor[level]} ${said.limit}`
  }
  if (errorCrossing && errorRatio.state === 'known')
    return `errors ${words(errorRatio.value, errorCrossing, 'ratio')}${errorCrossing.waits ? '; holds requests of before' : ''}`
  return p95Crossing && p95.state === 'known' ? `P95 ${words(p95.value, p95Crossing, 'ms')}` : ''
}

/** The reason of the pod that is not ready; back-offs and image errors before ordinary starting. */
function worstReason(pods: readonly KubeObject[]): string {
  const reasons = activePods(pods)
    .filter((pod) => !isPodReady(pod))
    .map(podReason)
  return reasons.toSorted((a, b) => Number(isOrdinary(a)) - Number(isOrdinary(b)))[0] ?? ''
}

function isOrdinary(reason: string): boolean {
  return /^(ContainerCreating|PodInitializing|Pending|Running, not ready)/.test(reason)
}

interface TroubleInput {
  readonly input: RowsInput
  readonly deployment: KubeObject
  readonly owned: readonly KubeObject[]
  readonly pods: readonly KubeObject[] | undefined
  readonly errorRatio: Measure
  /** Which limits are crossed, in words; empty when none is. */
  readonly limits: string
  readonly changedAt: string
  readonly podReason: string
}

function troubleOf(about: TroubleInput): { readonly kind: TroubleKind; readonly text: string } {
  const { deployment, owned, pods, errorRatio, changedAt, input } = about
  const { now } = input
  const { desired, ready } = podCounts(deployment)
  const halfMs = (progressDeadlineSeconds(deployment) * 1000) / 2
  const lateMs = newPodsUnavailableSeconds(deployment, owned, pods, now) * 1000 - halfMs
  if (rolloutStatus(deployment, changedAt || undefined).state === 'stuck')
    return { kind: 'stuck', text: 'rollout stuck, past its deadline' }
  // The controllers of other kinds know no deadline: they wait for ever.
  const isTimed = deployment.kind === 'Deployment'
  if (lateMs > 0 && !isTimed)
    return { kind: 'stuck', text: `rollout stuck, a new pod not ready for ${formatDuration(lateMs + halfMs)}` }
  if (lateMs > 0) return { kind: 'stuck', text: `rollout stuck, ${formatDuration(lateMs)} past half its deadline` }
  if (ready < desired)
    return {
      kind: 'notReady',
      text: `${desired - ready} of ${desired} pods not ready${about.podReason === '' ? '' : `, ${about.podReason}`}`
    }
  const restarted = activePods(pods ?? []).filter(
    (pod) => now.getTime() - Date.parse(lastRestartAt(pod) ?? '') < restartedMs
  )
  if (restarted.length > 0)
    return {
      kind: 'restarting',
      text: `${restarted.length} ${restarted.length === 1 ? 'pod' : 'pods'} restarted in the last 10 min`
    }
  if (about.limits !== '') return { kind: 'overLimit', text: about.limits }
  if (now.getTime() - Date.parse(changedAt) < recentlyMs) return { kind: 'changed', text: 'changed in the last hour' }
  if (errorRatio.state === 'unknown' && errorRatio.why !== 'loading') return { kind: 'unknown', text: 'errors unknown' }
  return { kind: 'calm', text: desired === 0 ? 'scaled to zero' : '' }
}
