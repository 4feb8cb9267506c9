import type { Proving } from '../ports/lever.ts'

/**
 * Since when what a phase proves is so: since it was left behind first, where this proof was cut off after that and is taken
 * up again, so that what is waited for after it does not begin anew. Never later than it is seen to be so now. Pure.
 */
export function firstPassed({ passedAt }: Pick<Proving, 'passedAt'>, phase: string, seenAt: Date): Date {
  const before = passedAt?.(phase) ?? null
  return before === null ? seenAt : new Date(Math.min(Date.parse(before), seenAt.getTime()))
}
