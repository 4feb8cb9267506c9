import type { TimelineEntry } from '../../../contract/index.ts'
import { utc } from '../../ui/format-time.ts'
import { visibleText } from '../../ui/visible-text.ts'
import css from './timeline.module.css'

/** What happened, in order, in UTC: the spine of the record. */
export function TimelinePane({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  if (entries.length === 0)
    return <p className={css['empty']}>Nothing recorded yet. Ticks, notes, verdicts and actions appear here.</p>
  return (
    <ol className={css['timeline']} tabIndex={0} data-focus="timeline" data-testid="timeline" aria-label="Timeline">
      {entries.toReversed().map((entry) => (
        <li key={entry.seq}>
          <time dateTime={entry.at}>{utc(entry.at)}</time>
          <span className={css['kind']}>{entry.kind}</span>
          <span>{visibleText(entry.text)}</span>
        </li>
      ))}
    </ol>
  )
}
