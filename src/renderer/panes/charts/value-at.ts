import type { ChartsView } from '../../../contract/index.ts'
import { inUnit } from '../../../contract/words/format-measure.ts'
import { utcAt } from '../../../contract/words/format-time.ts'
import type { ChartMark } from '../../ui/chart-marks.ts'
import { chartTitles } from './chart-titles.ts'

/** What the charts show at one time, in words: `02:24:15Z: errors 0.3 %, …; abort the canary`. Empty beyond the ends. */
export function chartWords(
  { times, charts, stepSeconds }: Pick<ChartsView, 'times' | 'charts' | 'stepSeconds'>,
  index: number,
  marks: readonly ChartMark[]
): string {
  const at = times[index]
  if (at === undefined) return ''
  const values = charts.flatMap(({ id, unit, lines }) =>
    lines.map(({ label, values: own }) => {
      const value = own[index] ?? null
      const name = label === '' ? chartTitles[id] : label
      return `${name} ${value === null ? 'no data' : inUnit(value, unit)}`
    })
  )
  const happened = marks.filter((mark) => Math.abs(mark.at - at) <= stepSeconds / 2).map(({ text }) => text)
  return [`${utcAt(at)}: ${values.join(', ')}`, ...happened].join('; ')
}
