import { memo, useMemo } from 'react'
import type { TimelineEntry } from '../../../contract/index.ts'
import { useFeedPart } from '../../stores/feeds.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { withControlsShown } from '../../ui/controls-shown.ts'
import css from './timeline.module.css'

const none: readonly TimelineEntry[] = []

/** What happened, the newest first, in UTC: the spine of the record. */
export function TimelinePane() {
  const entries = useFeedPart('record', (record) => record.timeline) ?? none
  const newestFirst = useMemo(() => entries.toReversed().toSorted(byTime), [entries])
  if (entries.length === 0)
    return <p className={css['empty']}>Nothing recorded yet. Ticks, notes, verdicts and actions appear here.</p>
  return (
    <ol className={css['timeline']} tabIndex={0} data-focus="timeline" data-testid="timeline" aria-label="Timeline">
      {newestFirst.map((entry) => (
        <Entry key={entry.seq} entry={entry} />
      ))}
    </ol>
  )
}

/** What comes leaves the others alone. */
const Entry = memo(function Entry({ entry }: { readonly entry: TimelineEntry }) {
  return (
    <li>
      <time dateTime={entry.at}>{utc(entry.at)}</time>
      <span className={css['kind']}>{entry.kind}</span>
      <span>{withControlsShown(entry.text)}</span>
    </li>
  )
})

/** Some things are recorded after they happened. */
function byTime(a: TimelineEntry, b: TimelineEntry): number {
  return Date.parse(b.at) - Date.parse(a.at) || 0
}
