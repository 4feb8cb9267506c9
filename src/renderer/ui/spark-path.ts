import type { SeriesPoint } from '../../contract/index.ts'

export interface SparkPath {
  /** SVG path data; broken where the source had no data. */
  readonly d: string
  readonly limitY: number | null
  readonly markX: number | null
}

const width = 316
const height = 44
const inset = 3

/**
 * Lays a series out in a box of 316 by 44. The scale begins at zero and reaches the highest value or a little over the
 * limit, whichever is more. Null when fewer than two samples carry a value.
 */
export function sparkPath(
  series: readonly SeriesPoint[],
  limit: number | null,
  markAt: string | null
): SparkPath | null {
  const known = series.flatMap((point) => (point.value === null ? [] : [point.value]))
  const first = series[0]
  const last = series.at(-1)
  if (known.length < 2 || first === undefined || last === undefined) return null
  const begin = Date.parse(first.at)
  const length = Math.max(1, Date.parse(last.at) - begin)
  const top = Math.max(...known, limit === null ? 0 : limit * 1.15, Number.MIN_VALUE)
  const x = (at: string) => round(((Date.parse(at) - begin) / length) * width)
  const y = (value: number) => round(height - inset - (value / top) * (height - 2 * inset))
  let d = ''
  let pen = 'M'
  for (const point of series) {
    if (point.value === null) {
      pen = 'M'
      continue
    }
    d += `${pen}${x(point.at)} ${y(point.value)}`
    pen = 'L'
  }
  const mark = markAt === null ? null : x(markAt)
  return {
    d,
    limitY: limit === null ? null : y(limit),
    markX: mark !== null && mark >= 0 && mark <= width ? mark : null
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
