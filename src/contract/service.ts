import type { Failure } from './failure.ts'
import type { Measure, Observed, SeriesPoint } from './observed.ts'
import type { PanelView } from './panel.ts'
import type { UsersLeft } from './left-users.ts'
import type { Crossing, SignalId } from './verdict.ts'

/** What of the kinds that are released by their own controller is no Deployment; a Rollout is Argo Rollouts'. */
export const otherKinds = ['StatefulSet', 'DaemonSet', 'Rollout'] as const
export type OtherKind = (typeof otherKinds)[number]

/** A workload under watch. */
export interface ServiceRef {
  readonly namespace: string
  readonly name: string
  /** Left out for a Deployment, as in every record of before there were others. */
  readonly kind?: OtherKind
}

/** How a person would call a workload: `Deployment`, `StatefulSet`, `DaemonSet`, `Rollout`. */
export function kindOf({ kind }: Pick<ServiceRef, 'kind'>): OtherKind | 'Deployment' {
  return kind ?? 'Deployment'
}

/** One text for each workload: two of different kinds may have one name. */
export function serviceKey({ namespace, name, kind }: ServiceRef): string {
  return `${namespace}/${name}${kind === undefined ? '' : ` ${kind}`}`
}

/** Who else writes this Deployment. */
export interface Owner {
  /** Such as `Argo CD`; `controller` for one that is known by its object alone. */
  readonly system: string
  /** The owning object, for example `Canary shop/checkout`. */
  readonly name: string
  /** What it will do to a manual change, one sentence. */
  readonly effect: string
  /** `target`, `primary` and `template` refuse the Deployment lever (T3); a `scaler` has the number of pods, and no more. */
  readonly role: 'target' | 'primary' | 'template' | 'gitops' | 'controller' | 'scaler'
  readonly evidence: string
  /** Where upstream says that it does so. */
  readonly source: string
  /**
   * Whether it puts a manual change back, from its own object, live: `reverts` by itself, `drifts` not before the next
   * commit, `held` not before it is resumed; or from what it was seen to do: `repeated` put changes of others back more than
   * once, `writing` wrote the pod template again and again. Left out where its object is not followed or cannot be read.
   */
  readonly reconciles?: 'reverts' | 'drifts' | 'held' | 'repeated' | 'writing'
  /** How often it looks again, also once it is resumed, milliseconds; left out where nothing says so. */
  readonly everyMs?: number
  /** That somebody holds or suspended it, one sentence with who and since when as far as its object says so; left out elsewhere. */
  readonly heldText?: string
  /** What an undo of the workload would do now, by what the owner is doing; left out where that is not known. */
  readonly undoText?: string
  /** That it is not held and puts a manual change back, one sentence with who let it go on; left out elsewhere. */
  readonly goesOnText?: string
}

/** Ownership is known, or unknown because something could not be read. */
export type Ownership =
  | { readonly state: 'known'; readonly owners: readonly Owner[] }
  | { readonly state: 'unknown'; readonly owners: readonly Owner[]; readonly reason: string }

/** `told`: what is not measured of every service, and is known of this one: what people say, memory, the business. */
export type TroubleKind = 'stuck' | 'notReady' | 'restarting' | 'told' | 'overLimit' | 'changed' | 'unknown' | 'calm'

/** One row of the service list, which main sends worst first. */
export interface ServiceRow {
  readonly ref: ServiceRef
  readonly uid: string
  readonly errorRatio: Measure
  /** The limit that the error ratio is past; null when it is under all of them, or unknown. */
  readonly errorCrossing: Crossing | null
  /** P95 latency in milliseconds. */
  readonly p95: Measure
  /** P95 just before the newest release, milliseconds; unknown where there was none lately. */
  readonly p95Normal: Measure
  readonly p95Crossing: Crossing | null
  readonly desired: number
  readonly ready: number
  /** Reason of the worst pod that is not ready, for example `CrashLoopBackOff`; empty when all are ready. */
  readonly podReason: string
  /** When the newest revision started to roll out. */
  readonly changedAt: string
  readonly owners: readonly string[]
  /** The Canary that releases it, and which of its two workloads serves; null for a Deployment of no Canary. */
  readonly canary: { readonly name: string; readonly phase: string; readonly serves: 'target' | 'primary' } | null
  /**
   * Where its errors are of a release on trial that gets a part of the requests: that part, and its errors among all of them,
   * both 0 to 1. Left out elsewhere, and where nobody counted it.
   */
  readonly onTrial?: { readonly share: number; readonly ofAll: number }
  readonly trouble: TroubleKind
  readonly troubleText: string
  readonly rank: number
}

/** How the services of all namespaces are read together, and what of them is not. */
export interface EverywhereView {
  /** `cluster`: one watch for all namespaces together; `apart`: one for each; `asking` until the server said which it may be. */
  readonly how: 'asking' | 'cluster' | 'apart'
  /** Why not all together, a sentence; empty where they are. */
  readonly why: string
  /** Those whose services are in the list; one without services is not named. */
  readonly namespaces: readonly string[]
  /** Those that could not be read. They spoil nothing of the others. */
  readonly unread: readonly { readonly namespace: string; readonly failure: Failure }[]
  /** Those that were not read, so that the cluster is not asked for too much. */
  readonly leftOut: readonly string[]
}

/** The service list of the namespace in view, or of all of them. */
export interface ServicesView {
  /** The one that was chosen; empty before that. It stays while all are in view. */
  readonly namespace: string
  /** Null while one namespace is in view. */
  readonly everywhere: EverywhereView | null
  readonly namespaces: Observed<readonly string[]>
  readonly rows: Observed<readonly ServiceRow[]>
  /** Left out where what leads users here is well, and where nobody has said what that is. */
  readonly region?: RegionNotice
}

/** What leads users to all of the services does not answer, or nothing is known of it. */
export interface RegionNotice {
  readonly tone: 'bad' | 'unk'
  /** A sentence. */
  readonly lead: string
  /** What says so, and what is not known; sentences. */
  readonly text: string
}

/** A container image per container of a revision. */
export interface ContainerImage {
  readonly container: string
  readonly image: string
}

/** What speaks for or against a revision, or something else that can be chosen, with its source. */
export interface Evidence {
  readonly verdict: 'good' | 'bad' | 'none'
  /** `cluster`: what the cluster itself shows, such as pods that are still serving. */
  readonly source: 'metrics' | 'journal' | 'operator' | 'cluster'
  readonly text: string
  readonly at: string
  /** What would say it did not answer: another time it may. */
  readonly unread?: true
}

/** One revision of the workload: its ReplicaSet, or the ControllerRevision of a StatefulSet or DaemonSet. */
export interface RevisionView {
  readonly revision: number
  readonly replicaSet: string
  readonly uid: string
  readonly hash: string
  readonly createdAt: string
  readonly images: readonly ContainerImage[]
  readonly changeCause: string
  readonly replicas: number
  readonly ready: number
  readonly isCurrent: boolean
  /** Differences to the current template, one per line, empty for the current revision. */
  readonly differs: readonly string[]
  readonly evidence: readonly Evidence[]
  /** The verdict of all evidence together; the operator's mark outranks the others. */
  readonly standing: 'good' | 'bad' | 'none'
  readonly recommended: boolean
}

export interface PodView {
  readonly name: string
  readonly revision: number | null
  readonly phase: string
  readonly ready: boolean
  /** Why it is not ready, for example `CrashLoopBackOff: back-off 5m0s restarting failed container`; empty when ready. */
  readonly reason: string
  readonly restarts: number
  readonly startedAt: string
  /** `ending`: it is being deleted. `ended`: it has failed or finished for good, and another pod took its place. */
  readonly life: 'active' | 'ending' | 'ended'
}

/** `kubectl rollout status` of the Deployment, as data. */
export interface RolloutView {
  readonly state: 'complete' | 'progressing' | 'stuck' | 'paused' | 'notObserved'
  /** kubectl's own sentence. */
  readonly message: string
  readonly desired: number
  readonly updated: number
  readonly available: number
  readonly ready: number
  readonly unavailable: number
  /** How long it may make no progress; where nothing gives it up, what is taken for it in its place. */
  readonly progressDeadlineSeconds: number
  /** Whether its controller ever gives a rollout up. */
  readonly hasDeadline: boolean
  /** When the current rollout began; equal to the newest revision's first progress. */
  readonly startedAt: string
  /** When it was complete, on the server's clock; null while it is not, or when the controller does not say. */
  readonly endedAt: string | null
}

export interface DeploymentView {
  readonly ref: ServiceRef
  readonly uid: string
  readonly generation: number
  readonly observedGeneration: number
  readonly revision: number
  readonly images: readonly ContainerImage[]
  readonly replicas: number
  readonly paused: boolean
  readonly strategy: string
  /** `spec.selector` as kubectl's `-l` takes it. */
  readonly selector: string
  readonly changedAt: string
  /** The field manager that wrote the present template; empty when nothing says so. */
  readonly changedBy: string
  /** The revision that the present ReplicaSet had before an undo took it up again; null for a new one. */
  readonly takenUpFrom: number | null
  /** Its controller has not numbered the present template yet: `revision` is of the one before. */
  readonly uncounted?: boolean
  readonly rollout: RolloutView
}

/** One observed value that the decision matrix judges. */
export interface Signal {
  readonly id: SignalId
  readonly measure: Measure
  /** `ratio` is 0–1, `ms` milliseconds, `rps` requests per second, `s` seconds, `times` a multiple of a floor. */
  readonly unit: 'ratio' | 'ms' | 'rps' | 's' | 'times'
  /** The value before the release, when it could be measured. */
  readonly normal: Measure
  /** The value at the same hour of the same weekday one week ago, where it could be measured; beside what is normal, judged by nobody. */
  readonly lastWeek?: Measure
  /** The query or the object it was read from. */
  readonly source: string
  /** The last minutes; null until they have been read for the first time. */
  readonly series: readonly SeriesPoint[] | null
  /** The value with its limit in words, where a number alone does not say it. */
  readonly said?: string
  /** The workload (or Service without a ready pod) that was measured, where it is not the service's own. */
  readonly workload?: string
  /**
   * No route sends users to what was measured any more: the value is of requests of before, as long as a reading reaches
   * back that far.
   */
  readonly left?: UsersLeft
  /** What users saw before of another workload, which hurt them more; left out once that is further back than the series. */
  readonly earlier?: EarlierSeries
}

/** The past minutes as users saw them: of one workload until some time, then of another. For the picture only. */
export interface EarlierSeries {
  readonly workload: string
  /** ISO. */
  readonly untilAt: string
  readonly next: string
  readonly series: readonly SeriesPoint[]
}

/** Everything known about the opened service. */
export interface ServiceView {
  readonly ref: ServiceRef
  readonly deployment: Observed<DeploymentView>
  readonly revisions: Observed<readonly RevisionView[]>
  readonly pods: Observed<readonly PodView[]>
  readonly ownership: Observed<Ownership>
  readonly signals: readonly Signal[]
  readonly prometheus: Observed<string>
  /** About what belongs to it and is no Deployment, such as a Canary; empty without any. */
  readonly panels: readonly PanelView[]
  /** Another workload whose pods answer its users, as the primary of a Canary; null where it does so itself. */
  readonly serving?: Serving | null
  /** The primary that a Canary keeps of it, whoever serves; null or left out without one, or while it was not read. */
  readonly primary?: PrimaryState | null
}

/** How the primary of a Canary is. */
export interface PrimaryState extends Serving {
  /** Why Flagger does not take it for ready, a clause; null when it does. */
  readonly problem: string | null
}

/** A workload that serves for another one. */
export interface Serving {
  readonly name: string
  readonly ready: number
  readonly desired: number
}
