import { useEffect, useMemo, useState } from 'react'
import {
  chartWindows,
  windowAround,
  type ChartsView,
  type ChartWindow,
  type TimelineEntry
} from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { ask } from '../../stores/ask.ts'
import { consoleTimeMs } from '../../stores/clock.ts'
import { feedStore, useFeed, useFeedPart } from '../../stores/feeds.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import { markGlyphs, type ChartMark } from '../../ui/chart-marks.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { stepCursor } from '../../ui/step-cursor.ts'
import { withControlsShown } from '../../ui/controls-shown.ts'
import { ChartRow } from './chart-row.tsx'
import { chartSignals } from './chart-titles.ts'
import css from './charts.module.css'
import { marksOf } from './marks-of.ts'
import { chartWords } from './value-at.ts'

const none: readonly TimelineEntry[] = []

/** The golden signals over a longer time, and what happened meanwhile. They are read while this is on the screen. */
export function ChartsPane() {
  const view = useFeed('charts') ?? null
  const changed = useFeed('changes') ?? null
  const timeline = useFeedPart('record', (record) => record.timeline) ?? none
  const crossedAt = useFeedPart('verdict', (verdict) => verdict?.firstCrossedAt) ?? null
  const [chosen, setWindow] = useState<ChartWindow | null>(null)
  const [begun] = useState(() =>
    windowAround(crossedAt, consoleTimeMs(feedStore.getState().values.shell?.clock, Date.now()))
  )
  const windowSeconds = chosen ?? begun
  const marks = useMemo(() => marksOf(timeline, changed), [timeline, changed])
  useEffect(() => {
    void ask('charts.look', { windowSeconds })
  }, [windowSeconds])
  useEffect(() => {
    void ask('changes.look', {})
    return () => {
      void ask('changes.leave', {})
      void ask('charts.leave', {})
    }
  }, [])
  return (
    <div className={css['pane']}>
      <div className={css['head']}>
        <div role="group" aria-label="Time that is shown">
          {chartWindows.map((seconds) => (
            <Button
              key={seconds}
              look="small"
              aria-pressed={seconds === windowSeconds}
              onClick={() => setWindow(seconds)}
            >
              {formatDuration(seconds * 1_000)}
            </Button>
          ))}
        </div>
        <Source view={view} />
      </div>
      {view?.failure && <FailureNotice failure={view.failure} lead="The metrics cannot be read." />}
      {view === null || view.readAt === null ? (
        <p className="dim" tabIndex={0} data-focus="charts">
          {view?.failure ? 'Nothing was read.' : 'The metrics are being read.'}
        </p>
      ) : (
        <Charts view={view} marks={marks} />
      )}
    </div>
  )
}

/** Where it is from, how old it is, and how fine. */
function Source({ view }: { readonly view: ChartsView | null }) {
  if (view === null || view.readAt === null) return null
  const { workload, source, stepSeconds, readAt } = view
  return (
    <p className={css['source']}>
      {withControlsShown(workload)}, from {withControlsShown(source)}, a value each{' '}
      {formatDuration(stepSeconds * 1_000)} · <Age at={readAt} limitMs={stepSeconds * 2_000 + 60_000} />
    </p>
  )
}

function Charts({ view, marks }: { readonly view: ChartsView; readonly marks: readonly ChartMark[] }) {
  const [cursor, setCursor] = useState<number | null>(null)
  const signals = useFeedPart('service', (service) => service?.signals) ?? []
  const judgements = useFeedPart('verdict', (verdict) => verdict?.judgements) ?? []
  const { times, charts } = view
  const last = times.length - 1
  const index = Math.min(cursor ?? last, last)
  const shown = marks.filter(({ at }) => at >= (times[0] ?? 0) && at <= (times.at(-1) ?? 0))

  return (
    <>
      <div
        className={css['readout']}
        role="slider"
        tabIndex={0}
        data-focus="charts"
        data-testid="chart-readout"
        aria-label="Time in the charts"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, index)}
        aria-valuetext={chartWords(view, index, shown)}
        onKeyDown={(event) => stepCursor(event, { index, last, move: setCursor })}
      >
        {cursor === null ? 'Left and right go through the time, or point at it.' : chartWords(view, index, shown)}
      </div>
      <div className={css['charts']} data-testid="charts" onPointerLeave={() => setCursor(null)}>
        {charts.map((chart) => (
          <ChartRow
            key={chart.id}
            chart={chart}
            times={times}
            signal={signals.find(({ id }) => id === chartSignals[chart.id])}
            judgements={judgements}
            marks={shown}
            cursor={cursor}
            onCursor={setCursor}
          />
        ))}
      </div>
      <Marks marks={shown} />
    </>
  )
}

/** What is drawn through the charts, in words. */
function Marks({ marks }: { readonly marks: readonly ChartMark[] }) {
  if (marks.length === 0) return <p className="dim">Nothing that was read happened to this service in this time.</p>
  return (
    <ol className={css['marks']} aria-label="What happened" data-testid="chart-marks">
      {marks.map(({ at, kind, text }, index) => (
        <li key={`${index} ${at}`}>
          <span data-kind={kind} aria-hidden="true">
            {markGlyphs[kind]}
          </span>{' '}
          <time dateTime={new Date(at * 1_000).toISOString()}>{utc(new Date(at * 1_000).toISOString())}</time>{' '}
          {withControlsShown(text)}
        </li>
      ))}
    </ol>
  )
}
