import type { Continuation, Ownership, ServiceRef } from '../../../contract/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { Standing } from '../../ports/standing.ts'

export interface PlanInput {
  readonly environment: ReadPlace['environment']
  readonly connection: Pick<ReadPlace, 'identity' | 'context' | 'server' | 'user'>
  readonly ref: ServiceRef
  readonly ownership: Ownership
  readonly standings: readonly Standing[]
  /** Chosen by the operator; otherwise the recommended one is taken. */
  readonly revision?: number
  /** Pods of the Deployment as last observed, for the expected duration. */
  readonly pods: readonly KubeObject[]
  /** What it is planned of, where it has been read just now; otherwise it is read. */
  readonly read?: { readonly deployment: KubeObject; readonly replicaSets: readonly KubeObject[] }
  readonly reader: KubeReader
  readonly clock: Clock
  readonly newId: () => string
  /** The verdict's sentence, for `why`. */
  readonly why?: string
  readonly continues?: Continuation
  readonly abort?: AbortSignal
}
