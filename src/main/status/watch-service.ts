import type { Observed, RevisionRecord, ServiceRef, ServiceView } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeConnection } from '../ports/kube.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import type { Observation } from './observation.ts'

/** What is known for and against a revision, by ReplicaSet UID. */
export type RecordsByReplicaSet = ReadonlyMap<
  string,
  {
    readonly records: readonly RevisionRecord[]
    readonly record: 'good' | 'bad' | 'none'
    readonly recommended: boolean
  }
>

export interface WatchServiceOptions {
  readonly connection: KubeConnection
  readonly ref: ServiceRef
  /** Asked at each poll, so that a Prometheus found later is used at once. */
  readonly metrics: () => Observed<ServiceMetrics>
  readonly clock: Clock
  readonly abort: AbortSignal
  /** Asked at each new view. */
  readonly records?: () => RecordsByReplicaSet
}

/** Follows one Deployment with everything that belongs to it, until `abort`. */
export function watchService(
  options: WatchServiceOptions,
  onView: (update: { readonly view: ServiceView; readonly raw: Observation }) => void
): void {
  if (options.abort.aborted) onView satisfies unknown
}
