import type { RecentRun, WatchView } from '../../../contract/index.ts'
import { formatAge } from '../../../contract/words/format-duration.ts'

/** Later than that, milliseconds, the next incident is the news. */
const openForMs = 6 * 3_600_000

const ends: Readonly<Record<NonNullable<RecentRun['open']>, string>> = {
  halfWay: 'stopped half-way',
  unknown: 'its outcome is not known, ended',
  vouchedFor: 'vouched for, not measured,',
  notProved: 'sent and not proved, ended'
}

/** In a few words; null once there is nothing more to watch. */
export function recentText(
  { words, state, approvedAt, settledAt, proved, open }: Omit<RecentRun, 'id' | 'ref' | 'watchUntil'>,
  watch: Pick<WatchView, 'said' | 'end'> | null,
  nowMs: number
): string | null {
  if (state !== 'settled') {
    const how = state === 'verifying' ? 'being proved' : 'under way'
    return `▶ ${words.doing}, ${how}, approved ${formatAge(nowMs - Date.parse(approvedAt))} ago`
  }
  if (open !== undefined && settledAt !== null) {
    const agoMs = nowMs - Date.parse(settledAt)
    return agoMs > openForMs ? null : `! ${words.title}: ${ends[open]} ${formatAge(agoMs)} ago`
  }
  if (!proved || settledAt === null || watch === null || watch.end !== null) return null
  return `✓ ${words.done} ${formatAge(nowMs - Date.parse(settledAt))} ago. ${watch.said}`
}
