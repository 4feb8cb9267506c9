import type { EnvironmentView, Failure, LeverView, Ownership, Plan, ServiceRef, TrapNotice } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
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
  /** Pods of the Deployment as last observed, for the blast radius. */
  readonly pods: readonly KubeObject[]
  readonly reader: KubeReader
  readonly clock: Clock
  readonly newId: () => string
  /** The verdict's sentence, for `why`. */
  readonly why?: string
  readonly abort?: AbortSignal
}

/** Every case carries the lever as the screen shows it. */
export type PlanResult =
  | { readonly kind: 'plan'; readonly plan: Plan; readonly lever: LeverView }
  | { readonly kind: 'refused'; readonly lever: LeverView; readonly trap: TrapNotice }
  | { readonly kind: 'needsChoice'; readonly lever: LeverView }
  | { readonly kind: 'notNeeded'; readonly lever: LeverView }
  | { readonly kind: 'failed'; readonly lever: LeverView; readonly failure: Failure }

/** Plans `kubectl rollout undo` to a pinned revision: reads and previews, changes nothing. */
export async function planDeploymentRollback(input: PlanInput): Promise<PlanResult> {
  const failure = failureOf('internal', `Planning ${input.ref.name} is not there yet`)
  return {
    kind: 'failed',
    failure,
    lever: { id: 'deploymentRollback', title: '', state: 'failed', reason: failure.message }
  }
}
