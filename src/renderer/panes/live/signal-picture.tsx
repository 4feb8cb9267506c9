import { useState } from 'react'
import type { Signal } from '../../../contract/index.ts'
import { inUnit } from '../../../contract/words/format-measure.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { late } from '../../ui/late.tsx'
import type { DrawnChange } from './changes-drawn.ts'
import { drawnOf } from './describe-signal.ts'
import css from './live.module.css'

// The values are what the first screen is for; what draws their past comes a moment later.
const TimeChart = late(async () => (await import('../../ui/time-chart.tsx')).TimeChart)

interface Props {
  readonly signal: Signal
  /** In the unit of the signal; drawn dashed. */
  readonly limit: number | null
  readonly changes: readonly DrawnChange[]
  readonly summary: string
}

/** The last minutes of a signal as a line, with the value under the pointer. Fewer than two samples are no line. */
export function SignalPicture({ signal, limit, changes, summary }: Props) {
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
  return (
    <div className={css['drawn']} onPointerLeave={() => setCursor(null)}>
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
          {utc(point.at)} {point.value === null ? 'no data' : inUnit(point.value, signal.unit)}
        </span>
      )}
    </div>
  )
}
