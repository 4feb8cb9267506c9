import { isMeasured, type Verdict } from '../../contract/index.ts'
import { severity } from './severity.ts'

/**
 * The verdict while it is in doubt whether anything is still heard: one that only knows less takes the place of none that
 * was measured, and says nothing against it. What asks for more, such as a report of somebody, does; and a decision not to
 * act is taken over.
 * @param before the one that is shown
 * @param next what is judged now
 */
export function knownInDoubt(before: Verdict, next: Verdict): Verdict {
  const isBlind = isMeasured(before) && !isMeasured(next)
  const asksForMore = next.row !== null && severity[next.level] > severity[before.level]
  if (!isBlind || asksForMore) return next
  return before.declined?.at === next.declined?.at ? before : { ...before, declined: next.declined }
}
