import type { OpenEnd, RecentRun, WatchView } from '../../../contract/index.ts'
import { formatAge } from '../../../contract/words/format-duration.ts'

/** So long after its end what was sent and not proved is taken for a matter of today, milliseconds. */
const openForMs = 24 * 3_600_000

/** How it ended, without its full stop. */
const ends: Readonly<Record<OpenEnd, string>> = {
  notProved: 'applied, not proved',
  stopped: 'sent, not proved: waiting was stopped',
  halfWay: 'stopped half-way',
  unknown: 'sent, outcome unknown',
  vouched: 'applied, vouched for, not measured'
}

/** In a few words; null once there is nothing more to watch, and nothing open. */
export function recentText(
  { words, state, approvedAt, settledAt, proved, openEnd }: Omit<RecentRun, 'id' | 'ref' | 'watchUntil'>,
  watch: Pick<WatchView, 'said' | 'end'> | null,
  nowMs: number
): string | null {
  if (state !== 'settled') {
    const how = state === 'verifying' ? 'being proved' : 'under way'
    return `▶ ${words.doing}, ${how}, approved ${formatAge(nowMs - Date.parse(approvedAt))} ago`
  }
  if (openEnd !== undefined && settledAt !== null) {
    const agoMs = nowMs - Date.parse(settledAt)
    return agoMs > openForMs ? null : `! ${words.title}: ${ends[openEnd]}, ${formatAge(agoMs)} ago`
  }
  if (!proved || settledAt === null || watch === null || watch.end !== null) return null
  return `✓ ${words.done} ${formatAge(nowMs - Date.parse(settledAt))} ago. ${watch.said}`
}
