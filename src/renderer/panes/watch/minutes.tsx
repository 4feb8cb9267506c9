import type { WatchMinute, WatchView } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import css from './watch.module.css'

const words: Readonly<Record<WatchMinute, string>> = {
  quiet: 'quiet',
  noted: 'noted: past a limit, too short to count',
  alarm: 'alarm',
  blind: 'not read'
}
const order: readonly WatchMinute[] = ['quiet', 'noted', 'alarm', 'blind']

/** So many minutes are drawn; of a longer watch the last ones. */
const mostDrawn = 120

/** The watch minute by minute, and those that are left; a shape for each kind, and the same in words. */
export function Minutes({ watch }: { readonly watch: WatchView }) {
  const { minutes, startedAt, forMs, watchedMs, end } = watch
  const left = end === null ? Math.ceil(Math.max(0, forMs - watchedMs) / 60_000) : 0
  const from = Math.max(0, minutes.length - mostDrawn)
  const counts = order
    .map((kind) => ({ kind, count: minutes.filter((minute) => minute === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${words[kind]}`)
  const said = [...counts, ...(left > 0 ? [`${left} to go`] : [])].join(', ')
  return (
    <figure className={css['minutes']} data-testid="watch-minutes">
      <div aria-hidden="true">
        {minutes.slice(from).map((minute, index) => (
          <i
            key={from + index}
            data-minute={minute}
            title={`${utc(new Date(Date.parse(startedAt) + (from + index) * 60_000).toISOString())} ${words[minute]}`}
          />
        ))}
        {Array.from({ length: Math.min(left, mostDrawn) }, (_, index) => (
          <i key={`left ${index}`} data-minute="left" />
        ))}
      </div>
      <figcaption>
        From {utc(startedAt)}, minute by minute: {said}
      </figcaption>
    </figure>
  )
}
