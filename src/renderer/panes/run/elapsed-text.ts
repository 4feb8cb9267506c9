import { formatDuration, formatExpected } from '../../../contract/words/format-duration.ts'

/** What is expected is about right: so much more is not late yet, as a part of it. */
const spare = 0.1

/** Whether something takes longer than was expected of it. Milliseconds in; what expects nothing is never late. */
export function isLate(elapsedMs: number, expectedMs: number): boolean {
  return expectedMs > 0 && elapsedMs > expectedMs * (1 + spare)
}

/** `42 s of about 2 min`, and `late: 3 min 29 s of about 2 min` once it is; `expectedIn` says what is expected. Milliseconds in. */
export function elapsedText(elapsedMs: number, expectedMs: number, expectedIn = formatExpected): string {
  const late = isLate(elapsedMs, expectedMs) ? 'late: ' : ''
  return `${late}${formatDuration(elapsedMs)} of ${expectedIn(expectedMs)}`
}
