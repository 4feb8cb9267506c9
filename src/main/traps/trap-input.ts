import type { Ownership } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'

export interface TrapInput {
  readonly ownership: Ownership
  /** The Deployment as raw JSON. */
  readonly deployment: KubeObject
  /** ReplicaSets of the namespace or of the Deployment as raw JSON. */
  readonly replicaSets: readonly KubeObject[]
  /** Canaries of the namespace as raw JSON; empty when there are none or they cannot be read. */
  readonly canaries: readonly KubeObject[]
  /** The commands of the procedure, filled in for this service. */
  readonly commands: readonly string[]
  /** What is known about the revisions, to say whether plain undo would pick a bad one. */
  readonly records?: readonly { readonly replicaSet: string; readonly record: 'good' | 'bad' | 'none' }[]
}
