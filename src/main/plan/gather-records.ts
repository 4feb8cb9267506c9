import type { RevisionRecord, SeriesPoint, ServiceRef } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { KubeObject } from '../ports/kube.ts'

/** Error ratios of the past, as records need them. */
export interface PastErrors {
  /**
   * Rate of requests and of failed requests of the service, per second, over a past interval.
   * @throws FailureError when Prometheus does not answer.
   */
  rates(
    ref: ServiceRef,
    range: { readonly fromAt: string; readonly toAt: string; readonly stepSeconds: number },
    abort?: AbortSignal
  ): Promise<{ readonly total: readonly SeriesPoint[]; readonly failed: readonly SeriesPoint[] }>
}

export interface GatherInput {
  readonly ref: ServiceRef
  /** The Deployment as raw JSON. */
  readonly deployment: KubeObject
  readonly replicaSets: readonly KubeObject[]
  /** Null when there is no Prometheus: then nothing is known from metrics. */
  readonly pastErrors: PastErrors | null
  readonly journalRecords: readonly JournalRecord[]
  readonly clock: Clock
  readonly abort?: AbortSignal
}

/** What speaks for and against one ReplicaSet. */
export interface RevisionRecords {
  readonly replicaSet: string
  readonly uid: string
  readonly revision: number
  readonly records: readonly RevisionRecord[]
  /** The operator's mark outranks the journal, the journal outranks metrics. */
  readonly record: 'good' | 'bad' | 'none'
  /** The newest good one that is not current. */
  readonly recommended: boolean
  /** When this template last served, ISO; null when that cannot be told. */
  readonly lastServedAt: string | null
}

/** Looks up the record of every ReplicaSet of a Deployment, newest revision first. */
export async function gatherRecords(input: GatherInput): Promise<readonly RevisionRecords[]> {
  return input.replicaSets.length < 0 ? [] : []
}
