import type { RecentRun } from '../../../contract/index.ts'
import { formatAge, formatDuration } from '../../../contract/words/format-duration.ts'

/** In a few words; null once there is nothing more to watch. */
export function recentText(
  { words, state, approvedAt, settledAt, watchUntil, proved }: RecentRun,
  nowMs: number
): string | null {
  if (state !== 'settled') {
    const how = state === 'verifying' ? 'being proved' : 'under way'
    return `▶ ${words.doing}, ${how}, approved ${formatAge(nowMs - Date.parse(approvedAt))} ago`
  }
  const leftMs = watchUntil === null ? 0 : Date.parse(watchUntil) - nowMs
  if (!proved || leftMs <= 0 || settledAt === null) return null
  return `✓ ${words.done} ${formatAge(nowMs - Date.parse(settledAt))} ago, ${formatDuration(leftMs)} of watch left`
}
