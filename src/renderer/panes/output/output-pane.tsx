import { useEffect, useRef, useState } from 'react'
import type { PodOutputView } from '../../../contract/index.ts'
import { leftOutText } from '../../../contract/observed.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { classNames } from '../../ui/class-names.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { utc } from '../../../contract/words/format-time.ts'
import { OutputEvents } from './output-events.tsx'
import { OutputFilters } from './output-filters.tsx'
import { OutputSources } from './output-sources.tsx'
import { filterLines, type OutputFilter } from './filter-lines.ts'
import css from './output.module.css'

/** Logs and events of the pods that matter now. They are read while this is on the screen, and no longer. */
export function OutputPane() {
  const output = useFeed('output') ?? null
  useEffect(() => {
    void ask('output.look', {})
    return () => void ask('output.leave', {})
  }, [])
  if (output === null) return <p className={css['empty']}>Logs and events are being read.</p>
  return <Output output={output} />
}

function Output({ output }: { readonly output: PodOutputView }) {
  const [filter, setFilter] = useState<OutputFilter>({ source: '', level: 'all', text: '' })
  const lines = filterLines(output.lines, filter)
  const end = useRef<HTMLDivElement>(null)
  const newest = output.lines.at(-1)
  useEffect(() => {
    // The newest lines stand at the end, where they are looked for.
    if (output.following || output.readAt !== null) end.current?.scrollTo({ top: end.current.scrollHeight })
  }, [newest, output.following, output.readAt])
  const names = new Map(output.sources.map((source) => [source.id, source]))
  return (
    <div className={css['pane']}>
      <OutputFilters output={output} filter={filter} shown={lines.length} onFilter={setFilter} />
      <div
        ref={end}
        className={css['lines']}
        tabIndex={0}
        data-focus="output"
        data-testid="output-lines"
        role="log"
        aria-label="Logs"
        aria-live="off"
      >
        <OutputSources output={output} source={filter.source} />
        {lines.map((line, index) => (
          <div key={`${line.source} ${line.at} ${index}`} className={css['line']} data-level={line.level}>
            <time dateTime={line.at}>{line.at === '' ? '' : utc(line.at)}</time>
            <span className={css['from']} title={line.source}>
              {shortName(line.source, names.get(line.source)?.container)}
            </span>
            <span className={css['text']}>{line.text}</span>
          </div>
        ))}
        {output.readAt !== null && lines.length === 0 && output.sources.some(({ state }) => state === 'read') && (
          <p className="dim">
            {output.lines.length === 0
              ? 'No pod has written anything. An empty log proves nothing: the pods may have logged elsewhere.'
              : 'No line passes the filter.'}
          </p>
        )}
      </div>
      <section className={css['events']} aria-label="Events" tabIndex={0}>
        {output.eventsFailure === null ? (
          <OutputEvents events={output.events} isRead={output.readAt !== null} />
        ) : (
          <FailureNotice failure={output.eventsFailure} lead="The events cannot be read." />
        )}
        {output.eventsFailure === null && output.eventsLeftOut !== null && (
          <p className={classNames(css['note'], 'warn')}>{leftOutText(output.eventsLeftOut)}.</p>
        )}
      </section>
    </div>
  )
}

/** The end of a pod's name tells it from its siblings. */
function shortName(source: string, container = ''): string {
  const [pod = '', , before] = source.split(' ')
  return `…${pod.slice(-5)} ${container}${before === undefined ? '' : ', before'}`
}
