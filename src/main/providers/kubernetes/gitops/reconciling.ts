import { formatDuration } from '../../../../contract/words/format-duration.ts'
import { goDurationMs } from '../../../lib/go-duration.ts'
import { arrayAt, at, isJsonObject, stringAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { ReconcilerKind } from './reconcilers.ts'

/** What a reconciler does to a manual change. */
export interface Reconciling {
  /** `held`: it does nothing; `drifts`: it leaves a manual change until the next commit; `reverts`: it puts it back by itself. */
  readonly state: 'held' | 'drifts' | 'reverts'
  /** When it puts a change back, milliseconds from now at most; null where nothing says so. */
  readonly withinMs: number | null
  /** One sentence about it. */
  readonly text: string
  /** It is applying now, and what it applies may still arrive. */
  readonly isApplying: boolean
}

/** Where an Application says how it syncs by itself. */
export const automatedPath = ['spec', 'syncPolicy', 'automated'] as const

/** How a reconciler stands, from its own object. */
export function reconcilingOf(kind: ReconcilerKind, object: KubeObject): Reconciling {
  return kind === 'Application' ? ofApplication(object) : ofFlux(kind, object)
}

/**
 * Argo CD syncs by itself where `automated` is there and not `enabled: false`; it reverts a manual change only with self-heal,
 * after 2 s at first and up to 300 s when it has to do so again (argoproj/argo-cd controller/appcontroller.go autoSync,
 * selfHealRemainingBackoff).
 */
function ofApplication(object: KubeObject): Reconciling {
  const automated = at(object, ...automatedPath)
  const isApplying = stringAt(object, 'status', 'operationState', 'phase') === 'Running'
  if (object.metadata.annotations?.['argocd.argoproj.io/skip-reconcile'] === 'true') {
    const text = 'Its reconciliation is skipped by an annotation; its status is frozen and may still say Synced.'
    return { state: 'held', withinMs: null, text, isApplying }
  }
  if (!isJsonObject(automated) || automated['enabled'] === false) {
    return { state: 'held', withinMs: null, text: 'It syncs only when somebody asks for it.', isApplying }
  }
  if (automated['selfHeal'] !== true) {
    const text = 'It leaves a manual change until the next commit to its path, whatever that commit is about.'
    return { state: 'drifts', withinMs: null, text, isApplying }
  }
  return {
    state: 'reverts',
    withinMs: 300_000,
    text: 'With self-heal it puts a manual change back within seconds, 300 s at most.',
    isApplying
  }
}

/**
 * A Kustomization is applied at every interval and for every commit; a HelmRelease reverts a manual change only with drift
 * detection (fluxcd/kustomize-controller internal/controller/kustomization_controller.go; fluxcd/helm-controller
 * internal/reconcile/atomic_release.go).
 */
function ofFlux(kind: 'Kustomization' | 'HelmRelease', object: KubeObject): Reconciling {
  const isApplying = isReconciling(object)
  if (at(object, 'spec', 'suspend') === true) {
    return { state: 'held', withinMs: null, text: 'It is suspended.', isApplying }
  }
  const intervalMs = fluxIntervalMs(object)
  const every = intervalMs === null ? 'at its interval' : `within ${formatDuration(intervalMs)}`
  if (kind === 'HelmRelease' && stringAt(object, 'spec', 'driftDetection', 'mode') !== 'enabled') {
    const text = 'It leaves a manual change until its next upgrade: a new chart, other values, or a failed test.'
    return { state: 'drifts', withinMs: null, text, isApplying }
  }
  return {
    state: 'reverts',
    withinMs: intervalMs,
    text: `It puts a manual change back ${every}, and at every commit.`,
    isApplying
  }
}

/** How often Flux looks again at what it keeps, milliseconds; null where its object does not say so. */
export function fluxIntervalMs(object: KubeObject | null): number | null {
  return goDurationMs(stringAt(object, 'spec', 'interval'))
}

/**
 * Flux says so in its condition while it applies; between tries of what failed it keeps the condition with another reason
 * (fluxcd/kustomize-controller internal/controller/kustomization_controller.go finalizeStatus).
 */
function isReconciling(object: KubeObject): boolean {
  return arrayAt(object, 'status', 'conditions').some(
    (condition) =>
      stringAt(condition, 'type') === 'Reconciling' &&
      stringAt(condition, 'status') === 'True' &&
      stringAt(condition, 'reason') !== 'ProgressingWithRetry'
  )
}
