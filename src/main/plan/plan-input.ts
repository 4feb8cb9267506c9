import type { EnvironmentView, Ownership, ServiceRef } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeObject, KubeReader } from '../ports/kube.ts'
import type { RevisionRecords } from './gather-records.ts'

export interface PlanInput {
  readonly environment: EnvironmentView
  /** `identity`, `context`, `server` and `user` of the KubeConnection. */
  readonly connection: {
    readonly identity: string
    readonly context: string
    readonly server: string
    readonly user: string
  }
  readonly ref: ServiceRef
  readonly ownership: Ownership
  readonly records: readonly RevisionRecords[]
  /** Chosen by the operator; otherwise the recommended one is taken. */
  readonly revision?: number
  /** Pods of the Deployment as last observed, for the expected duration. */
  readonly pods: readonly KubeObject[]
  readonly reader: KubeReader
  readonly clock: Clock
  readonly newId: () => string
  /** The verdict's sentence, for `why`. */
  readonly why?: string
  readonly abort?: AbortSignal
}
