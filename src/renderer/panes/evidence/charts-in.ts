import type { ChartLine, ChartView } from '../../../contract/index.ts'
import { chartIds } from '../../../contract/charts.ts'

/** The charts of a kept hour. */
export interface KeptCharts {
  readonly workload: string
  readonly times: readonly number[]
  readonly charts: readonly Pick<ChartView, 'id' | 'unit' | 'lines'>[]
}

/** Half a minute apart they are more than a day; a folder has some hundred. */
const mostTimes = 5_000
const mostCharts = 16
const mostLines = 16
/** Unix seconds: the years 2000 to 2100, which a clock may say. */
const [earliest, latest] = [946_684_800, 4_102_444_800]
/** No measure reaches it, and sums of such values stay finite. */
const mostValue = 1e18

const units = ['ratio', 'ms', 'rps', 'bytes', 'cores', 'count'] as const

/** Reads `charts.json` of a folder of evidence, which anybody may have altered; null for what it cannot be. */
export function chartsIn(text: string): KeptCharts | null {
  try {
    const { workload, times, charts } = JSON.parse(text) as Record<string, unknown>
    if (typeof workload !== 'string' || !areTimes(times) || !isList(charts)) return null
    return { workload, times, charts: charts.slice(0, mostCharts).flatMap((chart) => chartIn(chart, times.length)) }
  } catch {
    return null
  }
}

function chartIn(value: unknown, length: number): KeptCharts['charts'] {
  const { id, unit, lines } = (value ?? {}) as Record<string, unknown>
  const known = chartIds.find((one) => one === id)
  const knownUnit = units.find((one) => one === unit)
  if (known === undefined || knownUnit === undefined || !isList(lines)) return []
  return [{ id: known, unit: knownUnit, lines: lines.slice(0, mostLines).flatMap((line) => lineIn(line, length)) }]
}

function lineIn(value: unknown, length: number): readonly ChartLine[] {
  const { label, values } = (value ?? {}) as Record<string, unknown>
  if (typeof label !== 'string' || !isList(values) || values.length !== length) return []
  return [{ label, values: values.map((one) => (isNumber(one) ? one : null)) }]
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** Moments that can be written as a date, each after the one before. */
function areTimes(value: unknown): value is readonly number[] {
  if (!isList(value) || value.length > mostTimes) return false
  let before = earliest
  return value.every((one) => {
    const isLater = isNumber(one) && one >= before && one <= latest
    before = Number(one)
    return isLater
  })
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= mostValue
}
