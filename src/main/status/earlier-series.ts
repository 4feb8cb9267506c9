import type { EarlierSeries, SeriesPoint } from '../../contract/index.ts'
import type { MetricSignal, ServiceSignals } from '../ports/metrics.ts'

export type History = Readonly<Record<MetricSignal, readonly SeriesPoint[]>>

/** What users saw of the workload that was told of before. */
export interface EarlierRead {
  readonly workload: string
  /** Until when that was what users saw, ISO. */
  readonly untilAt: string
  /** What is told of since. */
  readonly next: string
  readonly history: History
}

/** Those that are drawn. */
const drawn: readonly MetricSignal[] = ['errorRatio', 'p95', 'availability']

/** The past minutes with what users saw of the workload before; as they are where that is no longer among them. */
export function withEarlier(history: History, earlier: EarlierRead | null): History {
  if (earlier === null) return history
  const joined = drawn.map((id) => [id, joinedSeries(history[id], earlier.history[id], earlier.untilAt)] as const)
  return { ...history, ...Object.fromEntries(joined) }
}

/** The same of one signal as it is published; undefined where it has no other past than its own. */
export function earlierOf(
  id: MetricSignal,
  history: History | null,
  earlier: EarlierRead | null
): EarlierSeries | undefined {
  const first = history?.[id].at(0)
  if (!history || !earlier || !first || !drawn.includes(id) || Date.parse(earlier.untilAt) <= Date.parse(first.at))
    return undefined
  const { workload, untilAt, next } = earlier
  return { workload, untilAt, next, series: joinedSeries(history[id], earlier.history[id], untilAt) }
}

function joinedSeries(
  now: readonly SeriesPoint[],
  before: readonly SeriesPoint[],
  untilAt: string
): readonly SeriesPoint[] {
  const known = new Map(before.map(({ at, value }) => [Date.parse(at), value]))
  const untilMs = Date.parse(untilAt)
  return now.map(({ at, value }) => {
    const ms = Date.parse(at)
    return ms > untilMs ? { at, value } : { at, value: known.get(ms) ?? value }
  })
}

/** Whether users were worse off with what was told of before: only then is its past the incident that they saw. */
export function wasWorse(before: ServiceSignals | null, now: ServiceSignals): boolean {
  const [was, is] = [before?.errorRatio.measure, now.errorRatio.measure]
  if (was?.state !== 'known') return false
  return was.value > (is.state === 'known' ? is.value : 0)
}
