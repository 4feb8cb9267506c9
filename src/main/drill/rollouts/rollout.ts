import type { LabelSelector, PodTemplate } from '../controllers/kube-types.ts'
import type { KubeObject } from '../store/api-store.ts'

/** One step of a canary: a share of the pods, or a pause, which is for ever without a duration. */
export interface CanaryStep {
  readonly setWeight?: number
  readonly pause?: { readonly duration?: number | string }
}

export interface RolloutStatus {
  /** Text, not a number (argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/types.go RolloutStatus). */
  readonly observedGeneration?: string
  /** Asked for by `kubectl argo rollouts abort`, through the status alone. */
  readonly abort?: boolean
  readonly abortedAt?: string
  readonly pauseConditions?: readonly { readonly reason: string; readonly startTime: string }[]
  readonly controllerPause?: boolean
  readonly currentPodHash?: string
  readonly stableRS?: string
  readonly currentStepIndex?: number
  readonly promoteFull?: boolean
  readonly phase?: 'Healthy' | 'Progressing' | 'Paused' | 'Degraded'
  readonly message?: string
  readonly [field: string]: unknown
}

/** A Rollout with a canary and without traffic routing: its Service sends each pod its share. */
export interface Rollout extends KubeObject {
  readonly spec: {
    readonly replicas?: number
    readonly selector: LabelSelector
    readonly template: PodTemplate
    readonly paused?: boolean
    readonly strategy: { readonly canary: { readonly steps?: readonly CanaryStep[] } }
  }
  readonly status?: RolloutStatus
}

/** argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/types.go DefaultRolloutUniqueLabelKey, utils/annotations RevisionAnnotation. */
export const rolloutHashLabel = 'rollouts-pod-template-hash'
export const rolloutRevision = 'rollout.argoproj.io/revision'
export const rolloutRevisionHistory = 'rollout.argoproj.io/revision-history'
