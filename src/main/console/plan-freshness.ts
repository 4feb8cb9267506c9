import type { Ownership, Plan } from '../../contract/index.ts'
import { canaryOwner } from '../lib/canary-owner.ts'
import { at } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import { unmetTests } from '../providers/kubernetes/patch-tests.ts'

/** What a plan on the screen is held against. */
export interface Seen {
  /** As it was observed last; null while it is not there. */
  readonly deployment: KubeObject | null
  readonly ownership: Ownership
}

/**
 * Whether a plan does not fit any more what is seen: someone changed, paused or resumed the Deployment, or a Canary
 * owns it by now. `sinceGeneration` is the generation that was seen when the plan was made: an observation that lags
 * behind the plan says nothing against it.
 */
export function isOutdated(plan: Plan, { deployment, ownership }: Seen, sinceGeneration: number | undefined): boolean {
  if (canaryOwner(ownership)) return true
  if (ownership.state === 'unknown' && plan.approval.kind === 'hold') return true
  if (deployment === null || deployment.metadata.generation === sinceGeneration) return false
  const isPaused = at(deployment, 'spec', 'paused') === true
  if (isPaused !== plan.guards.some(({ id }) => id === 'paused')) return true
  return plan.steps.some(({ request }) => unmetTests(request.body ?? '', deployment).length > 0)
}

/** Whether a plan that may not be approved is worth another try by itself: time alone may mend it. */
export function mayMendItself({ blocked }: Plan): boolean {
  return blocked?.retryable === true && blocked.code !== 'refused'
}
