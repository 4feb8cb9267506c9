import type { UIEvent } from 'react'
import { memo, useLayoutEffect, useMemo, useRef } from 'react'
import type { TimelineEntry } from '../../../contract/index.ts'
import { useFeedPart } from '../../stores/feeds.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { withControlsShown } from '../../ui/controls-shown.ts'
import css from './timeline.module.css'

const none: readonly TimelineEntry[] = []

/** So near its end a list is read at its end. */
const nearEndPx = 24

/**
 * What happened, in the order in which it did, in UTC: the spine of the record. As in the commands beside it and in the report
 * the newest is last, and in view as it comes, unless somebody has gone back to read.
 */
export function TimelinePane() {
  const entries = useFeedPart('record', (record) => record.timeline) ?? none
  const inOrder = useMemo(() => entries.toSorted(byTime), [entries])
  const list = useRef<HTMLOListElement>(null)
  const isAtEnd = useRef(true)

  useLayoutEffect(() => {
    if (list.current !== null && isAtEnd.current) list.current.scrollTop = list.current.scrollHeight
  }, [inOrder])

  function onScroll({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent): void {
    isAtEnd.current = scrollHeight - scrollTop - clientHeight <= nearEndPx
  }

  if (entries.length === 0)
    return <p className={css['empty']}>Nothing recorded yet. Ticks, notes, verdicts and actions appear here.</p>
  return (
    <ol
      ref={list}
      className={css['timeline']}
      tabIndex={0}
      data-focus="timeline"
      data-testid="timeline"
      aria-label="Timeline"
      onScroll={onScroll}
    >
      {inOrder.map((entry) => (
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
  return Date.parse(a.at) - Date.parse(b.at) || 0
}
