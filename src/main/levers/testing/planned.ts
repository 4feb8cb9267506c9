import { readyPlan } from '../../plan/ready-plan.ts'
import type { PlanResult, ReadyPlan } from '../../ports/lever.ts'

/**
 * The plan that came of it.
 * @throws Error when none did
 */
export async function planned(result: Promise<PlanResult>, identity = ''): Promise<ReadyPlan> {
  const settled = await result
  if (settled.kind !== 'plan') throw new Error(`No plan: ${JSON.stringify(settled)}`)
  return readyPlan(settled.planned, settled.isChosen, identity)
}
