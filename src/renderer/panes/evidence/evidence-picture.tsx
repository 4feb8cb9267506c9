import { useEffect, useState } from 'react'
import { inUnit } from '../../../contract/words/format-measure.ts'
import { utcAt } from '../../../contract/words/format-time.ts'
import { ask } from '../../stores/ask.ts'
import { TimeChart } from '../../ui/time-chart.tsx'
import { withControlsShown } from '../../ui/controls-shown.ts'
import { chartTitles } from '../charts/chart-titles.ts'
import { chartsIn, type KeptCharts } from './charts-in.ts'
import css from './evidence.module.css'

/** The hour before it was kept, drawn from the data in the folder. */
export function EvidencePicture({ folder }: { readonly folder: string }) {
  const [kept, setKept] = useState<KeptCharts | null>(null)
  useEffect(() => {
    void ask('evidence.read', { folder, path: 'charts.json' }).then((read) =>
      setKept(read ? chartsIn(read.text) : null)
    )
  }, [folder])
  if (kept === null) return null
  const [from, to] = [kept.times[0], kept.times.at(-1)].map((second) => (second === undefined ? '' : utcAt(second)))
  return (
    <figure className={css['picture']} data-testid="evidence-picture">
      <figcaption className="dim">
        {withControlsShown(kept.workload)}, {from} to {to}, from charts.json; metrics.svg is the same as a picture.
      </figcaption>
      {kept.charts.map(({ id, unit, lines }) => {
        const known = (lines[Math.floor(lines.length / 2)]?.values ?? []).filter((value) => value !== null)
        const words = known.length === 0 ? 'no samples' : `up to ${inUnit(Math.max(...known), unit)}`
        return (
          <div key={id}>
            <small>
              {chartTitles[id]}, {words}
            </small>
            <TimeChart
              times={kept.times}
              lines={lines}
              unit={unit}
              limit={null}
              marks={[]}
              height={60}
              from={id === 'availability' ? 'least' : 'zero'}
              withAxes
              summary={`${chartTitles[id]}, ${words}`}
              cursor={null}
              onCursor={() => undefined}
            />
          </div>
        )
      })}
    </figure>
  )
}
