import { createRefillingBudget, type Allowance, type RefillingBudget } from '../lib/refilling-budget.ts'

/**
 * What may be kept of logs and events, characters. The journal is read whole at each start; a
 * person who keeps everything of a few incidents stays far below, and a page that was taken over would fill the disk.
 */
export const evidenceAllowance: Allowance = { most: 33_554_432, perMinute: 65_536 }

/** How much may still be kept, whichever service it is of. */
export type EvidenceBudget = Pick<RefillingBudget, 'left' | 'spend' | 'spent' | 'minutesUntil'>

export function createEvidenceBudget(allowance: Allowance = evidenceAllowance, nowMs?: () => number): EvidenceBudget {
  return createRefillingBudget(allowance, nowMs)
}
