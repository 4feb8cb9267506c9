import type { Ownership, Plan } from '../../contract/index.ts'
import { refusingOwner } from '../providers/kubernetes/owners/refusal.ts'
import { at, isJsonObject } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import { lostOptOuts } from '../providers/kubernetes/opt-outs.ts'
import { patchedValue, unmetTests } from '../providers/kubernetes/patch-tests.ts'
import { overtakenAnnotations } from '../providers/kubernetes/undo.ts'

/** What a plan on the screen is held against. */
export interface Seen {
  /** As it was observed last; null while it is not there. */
  readonly deployment: KubeObject | null
  readonly ownership: Ownership
}

/**
 * Whether a plan does not fit any more what is seen: someone changed, paused or resumed the Deployment, wrote an
 * annotation that the undo would take back or away, or a Canary or a Rollout claims it by now. `plannedGeneration` is the generation
 * that the plan was made of: an observation that lags behind it says nothing against it. Annotations count in it
 * (kubernetes pkg/registry/apps/deployment/strategy.go PrepareForUpdate).
 */
export function isOutdated(plan: Plan, { deployment, ownership }: Seen, plannedGeneration: number): boolean {
  if (refusingOwner(ownership)) return true
  if (ownership.state === 'unknown' && plan.approval.kind === 'hold') return true
  if (deployment === null || (deployment.metadata.generation ?? 0) <= plannedGeneration) return false
  const isPaused = at(deployment, 'spec', 'paused') === true
  if (isPaused !== plan.guards.some(({ id }) => id === 'paused')) return true
  return plan.steps.some(({ request: { body = '' } }) => {
    if (unmetTests(body, deployment).length > 0 || overtakenAnnotations(body, deployment).length > 0) return true
    const after = patchedValue(body, '/metadata/annotations')
    const lost = lostOptOuts(deployment.metadata.annotations ?? {}, isJsonObject(after) ? after : {})
    return lost.length > 0 !== plan.guards.some(({ id }) => id === 'optOut')
  })
}

/** Whether a plan that may not be approved is worth another try by itself: time alone may mend it. */
export function mayMendItself({ blocked }: Plan): boolean {
  return blocked?.retryable === true && blocked.code !== 'refused'
}
