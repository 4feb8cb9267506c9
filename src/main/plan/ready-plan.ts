import { planDigest } from '../ports/digest.ts'
import type { Planned, ReadyPlan } from '../ports/lever.ts'
import { stepView } from '../ports/step.ts'

/** A plan with the digest that its approval is bound to, and its steps as the window sees them. */
export function readyPlan({ plan, ...rest }: Planned, isChosen: boolean, identity: string): ReadyPlan {
  const digest = planDigest(plan, rest.steps, identity)
  return { ...rest, isChosen, plan: { ...plan, digest, steps: rest.steps.map(stepView) } }
}
