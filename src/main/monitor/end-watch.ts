import type { WatchEnd } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { WatchState } from './watch-state.ts'

const leads: Readonly<Record<WatchEnd, string>> = {
  held: 'Held.',
  alarmed: 'Over, and not quiet all along.',
  overtaken: 'Ended by another action.',
  stopped: 'Stopped by the operator.',
  lost: 'Lost: nobody watched for too long.'
}

/**
 * Ends a watch, with the line that says what was watched and what was not. Pure.
 * @param at ISO
 * @param note why, where a person ended it
 */
export function endWatch(state: WatchState, at: string, how: WatchEnd, note = ''): WatchState {
  if (state.end !== null) return state
  const alarms = state.alarms.map((alarm) => ({ ...alarm, endedAt: alarm.endedAt ?? at }))
  const ended = { ...state, phase: 'ended' as const, alarms, past: null, calmAt: null }
  return { ...ended, end: { at, how, text: summary(ended, how, note) } }
}

/** What was watched and what was not, in one line. */
function summary(state: WatchState, how: WatchEnd, note: string): string {
  const { watchedMs, forMs, alarmMs, blindMs, restarts, unseenMs } = state
  const unseen = Object.entries(unseenMs)
    .filter(([, ms]) => ms >= 60_000)
    .map(([name, ms]) => `${name} was not judged for ${formatDuration(ms)}`)
  const missed = [...(blindMs >= 1_000 ? [`${formatDuration(blindMs)} in which nothing was read`] : []), ...unseen]
  return [
    leads[how],
    `Quiet for ${formatDuration(Math.min(watchedMs, forMs))} of ${formatDuration(forMs)},`,
    `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}.`,
    ...(alarmMs > 0 || state.alarms.length > 0 ? [`${alarmWords(state)}.`] : []),
    missed.length === 0 ? 'Nothing was left unwatched.' : `Not watched: ${missed.join('; ')}.`,
    ...(note === '' ? [] : [note])
  ].join(' ')
}

function alarmWords({ alarms, alarmMs }: WatchState): string {
  const said = alarms.slice(0, 3).map(({ at, text }) => `${utc(at)} ${text.replace(/\.$/, '')}`)
  const more = alarms.length > 3 ? ` and ${alarms.length - 3} more` : ''
  return `${alarms.length === 1 ? '1 alarm' : `${alarms.length} alarms`}, ${formatDuration(alarmMs)}: ${said.join('; ')}${more}`
}
