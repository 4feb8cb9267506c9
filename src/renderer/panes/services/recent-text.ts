import type { RecentRun, WatchView } from '../../../contract/index.ts'
import { formatAge } from '../../../contract/words/format-duration.ts'

/** In a few words; null once there is nothing more to watch. */
export function recentText(
  { words, state, approvedAt, settledAt, proved }: Omit<RecentRun, 'id' | 'ref' | 'watchUntil'>,
  watch: Pick<WatchView, 'said' | 'end'> | null,
  nowMs: number
): string | null {
  if (state !== 'settled') {
    const how = state === 'verifying' ? 'being proved' : 'under way'
    return `▶ ${words.doing}, ${how}, approved ${formatAge(nowMs - Date.parse(approvedAt))} ago`
  }
  if (!proved || settledAt === null || watch === null || watch.end !== null) return null
  return `✓ ${words.done} ${formatAge(nowMs - Date.parse(settledAt))} ago. ${watch.said}`
}
