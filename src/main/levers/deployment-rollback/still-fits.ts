import type { Plan } from '../../../contract/index.ts'
import { refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { at } from '../../lib/json-access.ts'
import type { ReadyPlan, World } from '../../ports/lever.ts'
import { isUntouched } from '../../providers/kubernetes/undo-untouched.ts'
import { podsInTheWay } from './pods-in-the-way.ts'
import { watchedWorkload, watchedPods, watchedRevisions } from './watched.ts'

/**
 * Whether a plan still fits what is seen: someone may have changed, paused or resumed the Deployment, written an annotation
 * that the undo would take back or away, a Canary or a Rollout may claim it by now, or its revision may be known to be bad, as
 * when somebody has marked it. An observation that lags behind the
 * generation that the plan was made of says nothing against it. Annotations count in it (kubernetes pkg/registry/apps/deployment/strategy.go PrepareForUpdate).
 */
export function stillFits({ plan, steps, basis }: ReadyPlan, world: World): boolean {
  const { ownership } = world.service
  if (ownership.state === 'value') {
    if (refusingOwner(ownership.value)) return false
    if (ownership.value.state === 'unknown' && plan.approval.kind === 'hold') return false
  }
  if (isBadByNow(basis, world)) return false
  const deployment = watchedWorkload(world)
  const planned = at(basis, 'inTheWay')
  if (deployment !== null && Array.isArray(planned)) {
    const target = watchedRevisions(world).find(
      ({ metadata }) => metadata.name === at(steps[0], 'facts', 'toReplicaSet')
    )
    const now = target ? podsInTheWay(deployment, target, watchedPods(world)) : []
    if (now.map(({ metadata }) => metadata.uid).join() !== planned.join()) return false
  }
  if (deployment === null || (deployment.metadata.generation ?? 0) <= generationIn(basis)) return true
  const isPaused = at(deployment, 'spec', 'paused') === true
  if (isPaused !== hasGuard(plan, 'paused')) return false
  return steps.every((step) => {
    if (step.kind !== 'do' || step.sends.kind !== 'fixed' || step.sends.request.method !== 'PATCH') return true
    return isUntouched(step.sends.request.body ?? '', deployment, hasGuard(plan, 'optOut'))
  })
}

/** What was known to be bad when it was planned was planned all the same. */
function isBadByNow(basis: unknown, { standings }: World): boolean {
  if (at(basis, 'isBad') !== false) return false
  return standings.find(({ uid }) => uid === at(basis, 'target'))?.standing === 'bad'
}

function hasGuard({ guards }: Plan, id: string): boolean {
  return guards.some((guard) => guard.id === id)
}

function generationIn(basis: unknown): number {
  const generation = at(basis, 'generation')
  return typeof generation === 'number' ? generation : 0
}
