import { formatDuration } from '../../../contract/words/format-duration.ts'

/** How near a change was: `1 min 20 s before`, `40 s after`. */
export function nearText(beforeMs: number): string {
  if (beforeMs === 0) return 'at that moment'
  return beforeMs > 0 ? `${formatDuration(beforeMs)} before` : `${formatDuration(-beforeMs)} after`
}
