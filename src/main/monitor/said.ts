import { formatAge } from '../../contract/words/format-duration.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { WatchState } from './watch-state.ts'

/** How a watch stands, at any time: `Holding, 12 min left, 0 restarts.` Pure. */
export function saidOf({ phase, blind, alarms, watchedMs, forMs, restarts, end }: WatchState): string {
  if (end !== null) return end.text
  const left = `${formatAge(Math.max(0, forMs - watchedMs))} left`
  const counts = `${left}, ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}.`
  if (phase === 'alarm') return `Alarm since ${utc(alarms.at(-1)?.at ?? '')}: ${alarms.at(-1)?.text ?? ''} ${counts}`
  if (phase === 'blind')
    return `Blind since ${utc(blind?.sinceAt ?? '')}: ${blind?.why ?? 'nothing is read'}. ${counts}`
  return `Holding, ${counts}`
}
