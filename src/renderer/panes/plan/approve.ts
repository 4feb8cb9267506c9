import type { Plan, RequestInput } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'

/** Approves a plan by id and digest. Returns whether main took it. */
export async function approve(plan: Plan, confirmation: RequestInput<'run.approve'>['confirmation']): Promise<boolean> {
  return (await ask('run.approve', { planId: plan.id, digest: plan.digest, confirmation })) !== undefined
}
