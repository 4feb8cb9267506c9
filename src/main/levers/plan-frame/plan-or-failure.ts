import { asFailure } from '../../../contract/index.ts'
import type { PlanResult } from '../../ports/lever.ts'

/**
 * What planning came to, where whatever keeps it from being made is a result as well.
 * @throws FailureError `cancelled` only.
 */
export async function planOrFailure(plan: () => Promise<PlanResult>): Promise<PlanResult> {
  try {
    return await plan()
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    return { kind: 'failed', failure }
  }
}
