import type { ChartLine, ChartView } from '../../../contract/index.ts'
import { chartIds } from '../../../contract/charts.ts'

/** The charts of a kept hour. */
export interface KeptCharts {
  readonly workload: string
  readonly times: readonly number[]
  readonly charts: readonly Pick<ChartView, 'id' | 'unit' | 'lines'>[]
}

const units = ['ratio', 'ms', 'rps', 'bytes', 'cores', 'count'] as const

/** Reads `charts.json` of a folder of evidence, which anybody may have altered; null for what it cannot be. */
export function chartsIn(text: string): KeptCharts | null {
  try {
    const { workload, times, charts } = JSON.parse(text) as Record<string, unknown>
    if (typeof workload !== 'string' || !isList(times) || !times.every(isNumber) || !isList(charts)) return null
    return { workload, times, charts: charts.flatMap((chart) => chartIn(chart, times.length)) }
  } catch {
    return null
  }
}

function chartIn(value: unknown, length: number): KeptCharts['charts'] {
  const { id, unit, lines } = (value ?? {}) as Record<string, unknown>
  const known = chartIds.find((one) => one === id)
  const knownUnit = units.find((one) => one === unit)
  if (known === undefined || knownUnit === undefined || !isList(lines)) return []
  return [{ id: known, unit: knownUnit, lines: lines.flatMap((line) => lineIn(line, length)) }]
}

function lineIn(value: unknown, length: number): readonly ChartLine[] {
  const { label, values } = (value ?? {}) as Record<string, unknown>
  if (typeof label !== 'string' || !isList(values) || values.length !== length) return []
  return [{ label, values: values.map((one) => (isNumber(one) ? one : null)) }]
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
