import type { Failure } from './failure.ts'
import type { ServiceRef } from './service.ts'

/** What charts look back over, seconds: a quarter of an hour, an hour, six hours, a day. */
export const chartWindows = [900, 3_600, 21_600, 86_400] as const
export type ChartWindow = (typeof chartWindows)[number]

/** What is drawn before a crossing, so that it is seen how it was until then: a sixth of the window. */
const share = 5 / 6

/** The shortest window from an hour on in which a crossing is seen, with what was before it; a day where none has it. */
export function windowAround(crossedAt: string | null, nowMs: number): ChartWindow {
  const backSeconds = crossedAt === null ? 0 : (nowMs - Date.parse(crossedAt)) / 1_000
  return chartWindows.find((seconds) => seconds >= 3_600 && seconds * share >= backSeconds) ?? 86_400
}

/** Four golden signals, and what its pods use. */
export const chartIds = ['errorRatio', 'latency', 'requestRate', 'availability', 'memory', 'cpu', 'restarts'] as const
export type ChartId = (typeof chartIds)[number]

/** One line of a chart: a value for each of the times, in the unit of the chart; null where the source had no data. */
export interface ChartLine {
  /** `P95`; empty for the only line. */
  readonly label: string
  readonly values: readonly (number | null)[]
}

export interface ChartView {
  readonly id: ChartId
  readonly unit: 'ratio' | 'ms' | 'rps' | 'bytes' | 'cores' | 'count'
  readonly lines: readonly ChartLine[]
  /** What a pod may use of it, in the chart's unit; left out where that is not limited, or not known. */
  readonly podLimit?: number
  /** What Prometheus was asked. */
  readonly query: string
  /** The command that asks the same. */
  readonly command: string
}

/** The golden signals of the opened service over a longer time; read only while somebody looks. */
export interface ChartsView {
  readonly ref: ServiceRef
  /** What was measured: the service's workload, or the one beside it that hurts its users most. */
  readonly workload: string
  /** The Service that metrics come from, such as `istio-system/prometheus:9090`; empty while it is not known. */
  readonly source: string
  readonly windowSeconds: ChartWindow
  readonly stepSeconds: number
  /** When all of it was read last, by the console's clock, ISO; null before that. */
  readonly readAt: string | null
  /** Unix seconds, ascending, a step apart; the same for all lines. */
  readonly times: readonly number[]
  readonly charts: readonly ChartView[]
  /** Why it could not be read the last time; what was read before stays. */
  readonly failure: Failure | null
}
