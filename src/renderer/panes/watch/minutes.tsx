import type { WatchMinute, WatchView } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { utc } from '../../../contract/words/format-time.ts'
import css from './watch.module.css'
import { stretches } from './stretches.ts'

/**
 * How far the watch has come, as one line: what was not quiet stands out of it, by height as well as by colour. Under it the
 * same in words.
 */
export function Minutes({ watch }: { readonly watch: WatchView }) {
  const { startedAt, forMs, watchedMs, alarmMs, blindMs, restarts, notes } = watch
  // What was wanted and never came stays empty: a watch that was ended is not full.
  const leftMs = Math.max(0, forMs - watchedMs)
  const { all, passed } = stretches(watch, leftMs)
  const [quiet, of] = [Math.min(watchedMs, forMs), forMs].map((ms) => Math.floor(ms / 60_000))
  // What is drawn has a minute for each that had some of it: said is how long that was.
  const seen = [
    ...(notes.length === 0
      ? []
      : [`${notes.length} ${notes.length === 1 ? 'reading' : 'readings'} past a limit, too short to count`]),
    ...(alarmMs < 1_000 ? [] : [`${formatDuration(alarmMs)} with an alarm`])
  ]
  const unread = blindMs < 1_000 ? [] : [`${formatDuration(blindMs)} not read, which does not count`]
  const facts = [
    `Quiet ${quiet} of ${of} min`,
    `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`,
    ...seen,
    ...unread
  ]
  return (
    <figure className={css['minutes']} data-testid="watch-minutes">
      <svg viewBox={`0 0 ${all} 12`} preserveAspectRatio="none" aria-hidden="true">
        <rect className={css['track']} x="0" y="4" width={all} height="4" />
        {passed.map(({ kind, from, to }) => (
          <rect key={from} data-minute={kind} x={from} width={to - from} {...heights[kind]} />
        ))}
      </svg>
      <figcaption>
        <span>{facts.join(' · ')}</span>
        <span>since {utc(startedAt)}</span>
      </figcaption>
    </figure>
  )
}

/** Not read is a thin line, an alarm the whole height. */
const heights: Readonly<Record<WatchMinute, { readonly y: number; readonly height: number }>> = {
  quiet: { y: 4, height: 4 },
  noted: { y: 2, height: 8 },
  alarm: { y: 0, height: 12 },
  blind: { y: 5.5, height: 1 }
}
