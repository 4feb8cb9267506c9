import { arrayAt, at, isJsonObject, numberAt, stringAt } from '../../../lib/json-access.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { ownedReplicaSets, revisionOf } from '../history.ts'

/** argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/types.go DefaultRolloutUniqueLabelKey. */
const hashLabel = 'rollouts-pod-template-hash'

/** What a Rollout of Argo Rollouts is at. */
export interface Rollout {
  readonly object: KubeObject
  readonly name: string
  readonly strategy: 'canary' | 'blueGreen'
  /** It takes its template from another object, where an undo of it has nothing to write. */
  readonly isReferring: boolean
  /** Hashes of the template that is asked for, and of the one that serves when no run is on; empty before the first run. */
  readonly current: string
  readonly stable: string
  readonly isAborted: boolean
  readonly phase: string
  /** Steps that are done, of how many. */
  readonly step: number
  readonly steps: number
  /** The share of the present step, 0–100; null where no step has said one. */
  readonly weight: number | null
}

/** Reads a Rollout (argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/types.go). */
export function readRollout(object: KubeObject): Rollout {
  const steps = arrayAt(object, 'spec', 'strategy', 'canary', 'steps').filter(isJsonObject)
  const step = numberAt(object, 'status', 'currentStepIndex') ?? 0
  const weights = steps.slice(0, step + 1).flatMap((one) => numberAt(one, 'setWeight') ?? [])
  return {
    object,
    name: object.metadata.name,
    strategy: at(object, 'spec', 'strategy', 'blueGreen') === undefined ? 'canary' : 'blueGreen',
    isReferring: at(object, 'spec', 'workloadRef') !== undefined,
    current: stringAt(object, 'status', 'currentPodHash'),
    stable: stringAt(object, 'status', 'stableRS'),
    isAborted: at(object, 'status', 'abort') === true,
    phase: visibleText(stringAt(object, 'status', 'phase'), 40),
    step,
    steps: steps.length,
    weight: weights.at(-1) ?? null
  }
}

/** Whether a release is on trial, or was aborted: what is asked for is not what is stable. */
export function hasRun({ current, stable }: Rollout): boolean {
  return current !== '' && stable !== '' && current !== stable
}

/** The ReplicaSet of a hash, of all that the namespace has; null when it is not there. */
export function replicaSetOf(
  { object }: Rollout,
  hash: string,
  replicaSets: readonly KubeObject[]
): { readonly replicaSet: KubeObject; readonly revision: number } | null {
  const replicaSet = ownedReplicaSets(object, replicaSets).find(({ metadata }) => metadata.labels?.[hashLabel] === hash)
  const revision = replicaSet ? revisionOf(replicaSet) : null
  return replicaSet && revision !== null && revision > 0 ? { replicaSet, revision } : null
}
