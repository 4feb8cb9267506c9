import { refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { at } from '../../lib/json-access.ts'
import type { ReadyPlan, World } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import { going, select } from './select.ts'
import { isUntouched } from '../../providers/kubernetes/undo-untouched.ts'

/**
 * Whether every service of a plan still is as it was read, as far as the list of services shows it, and none has become ill
 * that a plan which nobody chose would have to take.
 */
export function stillFits(ready: ReadyPlan, world: World): boolean {
  const selection = select(world)
  const isGrown =
    selection !== null && going(selection).some(({ neighbour }) => !isPlanned(neighbour.row.ref.name, ready))
  if (isGrown && !ready.isChosen) return false
  return ready.steps.every((step) => step.kind !== 'do' || fits(step, ready, world))
}

function fits({ target, sends }: DoStep, { plan, basis }: ReadyPlan, { neighbours }: World): boolean {
  if (target.api !== 'kubernetes' || sends.kind !== 'fixed') return true
  const seen = neighbours.of(target.name)
  // What is not in the list at the moment says nothing against it; each is looked at again before it is sent.
  if (!seen) return true
  const { deployment, ownership } = seen
  if (ownership.state === 'value') {
    if (refusingOwner(ownership.value)) return false
    if (ownership.value.state === 'unknown' && plan.approval.kind === 'hold') return false
  }
  const planned = at(basis, target.name)
  if ((deployment.metadata.generation ?? 0) <= (typeof planned === 'number' ? planned : 0)) return true
  if (at(deployment, 'spec', 'paused') === true) return false
  const isSaid = plan.guards.some(({ id }) => id === `${target.name}/optOut`)
  return isUntouched(sends.request.body ?? '', deployment, isSaid)
}

/** Planned, or looked at and left out with its reason. */
function isPlanned(name: string, { plan, basis }: ReadyPlan): boolean {
  return at(basis, name) !== undefined || plan.guards.some(({ leavesOut }) => leavesOut === name)
}
