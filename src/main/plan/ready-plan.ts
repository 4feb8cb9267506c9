import { planDigest } from '../ports/digest.ts'
import type { Planned, ReadyPlan } from '../ports/lever.ts'
import { stepView } from '../ports/step.ts'
import { tooLongToRecord } from './recordable.ts'

/**
 * A plan with the digest that its approval is bound to, and its steps as the window sees them. One that is too long to be
 * recorded may be read, and cannot be approved.
 */
export function readyPlan({ plan: planned, ...rest }: Planned, isChosen: boolean, identity: string): ReadyPlan {
  const plan = recordable(planned, rest.steps)
  const digest = planDigest(plan, rest.steps, identity)
  return { ...rest, isChosen, plan: { ...plan, digest, steps: rest.steps.map(stepView) } }
}

function recordable(plan: Planned['plan'], steps: Planned['steps']): Planned['plan'] {
  const blocked = tooLongToRecord(steps)
  if (blocked === null) return plan
  const guard = { id: 'record', status: 'blocked', text: blocked.message } as const
  return { ...plan, guards: [...plan.guards, guard], blocked: plan.blocked ?? blocked }
}
