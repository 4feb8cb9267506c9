import type { ChartView, RowJudgement, Signal } from '../../../contract/index.ts'
import { besideLimit, inUnit } from '../../../contract/words/format-measure.ts'
import { copy } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import type { ChartMark } from '../../ui/chart-marks.ts'
import { TimeChart } from '../../ui/time-chart.tsx'
import { describeSignal } from '../live/describe-signal.ts'
import css from './charts.module.css'
import { chartSignals, chartTitles } from './chart-titles.ts'

interface Props {
  readonly chart: ChartView
  readonly times: readonly number[]
  readonly signal: Signal | undefined
  readonly judgements: readonly RowJudgement[]
  readonly marks: readonly ChartMark[]
  readonly cursor: number | null
  readonly onCursor: (index: number | null) => void
}

/** One signal: its name, its values at the cursor or the newest, its limit in words, the picture, and what was asked for it. */
export function ChartRow({ chart, times, signal, judgements, marks, cursor, onCursor }: Props) {
  const { id, unit, lines, query } = chart
  const judged = signal && signal.id === chartSignals[id] ? describeSignal(signal, judgements).limit : null
  const limit = judged ?? chart.podLimit ?? null
  const index = cursor ?? newestOf(chart)
  return (
    <section className={css['row']} data-testid={`chart-${id}`} aria-label={`${chartTitles[id]} over time`}>
      <div className={css['words']}>
        <h3>{chartTitles[id]}</h3>
        <p className={css['values']}>
          {lines.map(({ label, values }, line) => {
            const value = values[index] ?? null
            return (
              <span key={label} data-line={line}>
                {label !== '' && <i>{label}</i>} <b>{value === null ? 'no data' : inUnit(value, unit)}</b>
              </span>
            )
          })}
        </p>
        <small>{summaryOf(chart, limit)}</small>
        <Button look="link" title={query} onClick={() => void copy({ kind: 'chartCommand', chart: id }, 'the command')}>
          Copy the query as a command
        </Button>
      </div>
      <TimeChart
        times={times}
        lines={lines}
        unit={unit}
        limit={limit}
        marks={marks}
        height={112}
        from={id === 'availability' ? 'least' : 'zero'}
        withAxes
        summary={`${chartTitles[id]}: ${summaryOf(chart, limit)}`}
        cursor={cursor}
        onCursor={onCursor}
      />
    </section>
  )
}

/** Of several lines it is the middle one, P95, that has the limit. */
function mainLine({ lines }: ChartView): readonly (number | null)[] {
  return (lines[Math.floor(lines.length / 2)] ?? { values: [] }).values
}

function newestOf(chart: ChartView): number {
  return mainLine(chart).findLastIndex((value) => value !== null)
}

/** The picture in words: from, to, the limit, and for how much of the time it was past it. */
function summaryOf(chart: ChartView, limit: number | null): string {
  const known = mainLine(chart).flatMap((value) => (value === null ? [] : [value]))
  const last = known.at(-1)
  if (last === undefined) return 'No samples.'
  const name = chart.lines.length > 1 ? 'P95 from' : 'From'
  const range = `${name} ${inUnit(Math.min(...known), chart.unit)} to ${inUnit(Math.max(...known), chart.unit)}`
  return limit === null ? `${range}.` : `${range}, limit ${besideLimit(last, limit, chart.unit).limit}.`
}
