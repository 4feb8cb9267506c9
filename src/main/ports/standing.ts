import type { Evidence } from '../../contract/index.ts'
import type { KubeObject } from './kube.ts'

/** What speaks for and against one ReplicaSet of a Deployment: a revision's past. */
export interface Standing {
  readonly replicaSet: string
  readonly uid: string
  readonly revision: number
  readonly evidence: readonly Evidence[]
  /** The operator's mark outranks the rest; among the rest bad outranks good. */
  readonly standing: 'good' | 'bad' | 'none'
  /** The newest good one that is not current. */
  readonly recommended: boolean
  /** When this template last served, ISO; null while it serves, and when that cannot be told. */
  readonly lastServedAt: string | null
}

/** Looks the standing of every ReplicaSet of a Deployment up; @throws FailureError when it cannot be told. */
export type StandingsOf = (
  deployment: KubeObject,
  replicaSets: readonly KubeObject[],
  abort: AbortSignal
) => Promise<readonly Standing[]>
