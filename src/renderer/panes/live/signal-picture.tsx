import { useState } from 'react'
import type { Signal } from '../../../contract/index.ts'
import { inUnit } from '../../../contract/words/format-measure.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { late } from '../../ui/late.tsx'
import { stepCursor } from '../../ui/step-cursor.ts'
import type { DrawnChange } from './changes-drawn.ts'
import { drawnOf } from './describe-signal.ts'
import css from './live.module.css'

// The values are what the first screen is for; what draws their past comes a moment later.
const TimeChart = late(async () => (await import('../../ui/time-chart.tsx')).TimeChart)

interface Props {
  readonly title: string
  readonly signal: Signal
  /** In the unit of the signal; drawn dashed. */
  readonly limit: number | null
  readonly changes: readonly DrawnChange[]
  readonly summary: string
}

/**
 * The last minutes of a signal as a line, with the value under the pointer, or where the arrow keys have gone. Fewer than two
 * samples are no line.
 */
export function SignalPicture({ title, signal, limit, changes, summary }: Props) {
  const [cursor, setCursor] = useState<number | null>(null)
  const series = drawnOf(signal)
  if (series.filter(({ value }) => value !== null).length < 2) return null
  const marks = changes
    .map(({ at, what }) => ({
      at: Date.parse(at) / 1_000,
      kind: what === 'our undo' ? ('ours' as const) : ('event' as const),
      text: what
    }))
    .filter(({ at }) => Number.isFinite(at))
  const point = cursor === null ? undefined : series[cursor]
  const last = series.length - 1
  const index = Math.min(cursor ?? last, last)
  const said = (at: number): string => {
    const one = series[at]
    return one === undefined ? '' : `${utc(one.at)} ${one.value === null ? 'no data' : inUnit(one.value, signal.unit)}`
  }

  return (
    <div
      className={css['drawn']}
      role="slider"
      tabIndex={0}
      data-testid={`picture-${signal.id}`}
      aria-label={`${title}, its last minutes`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={index}
      aria-valuetext={said(index)}
      onKeyDown={(event) => stepCursor(event, { index, last, move: setCursor })}
      onBlur={() => setCursor(null)}
      onPointerLeave={() => setCursor(null)}
    >
      <TimeChart
        times={series.map(({ at }) => Date.parse(at) / 1_000)}
        lines={[{ label: '', values: series.map(({ value }) => value) }]}
        unit={signal.unit}
        limit={limit}
        marks={marks}
        height={44}
        from="zero"
        withAxes={false}
        summary={summary}
        cursor={cursor}
        onCursor={setCursor}
      />
      {point !== undefined && (
        <span className={css['under']} aria-hidden="true">
          {said(index)}
        </span>
      )}
    </div>
  )
}
