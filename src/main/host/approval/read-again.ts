import { isDeepStrictEqual } from 'node:util'
import type { ApprovalQuestion } from '../../ports/approvals.ts'

/** Nobody has read what came so shortly before they pressed; real milliseconds, as where the question is new. */
const readAfterMs = 600

/** Whether what stands in the view now was there long enough to be read. */
export interface ReadAgain {
  /** The question was drawn anew. @returns whether it says something else that a person has to know */
  renewed(before: ApprovalQuestion, next: ApprovalQuestion): boolean
  isRead(): boolean
}

/**
 * A plan that is made anew and does the same may have another warning, or no way back any more: what is pressed in that moment
 * was meant for what was there before.
 * @param nowMs monotonic milliseconds
 */
export function createReadAgain(nowMs: () => number): ReadAgain {
  let sinceMs = Number.NEGATIVE_INFINITY
  return {
    renewed(before, next) {
      const isSame = isDeepStrictEqual(told(before), told(next))
      if (!isSame) sinceMs = nowMs()
      return !isSame
    },
    isRead: () => nowMs() - sinceMs >= readAfterMs
  }
}

/** Numbers of now are another each time, and the digest is nothing that anybody reads. */
function told({ digest: _digest, harm: _harm, why: _why, ...rest }: ApprovalQuestion): unknown {
  return rest
}
