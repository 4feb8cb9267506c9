import type { Measure, Observed, SeriesPoint, Signal, UsersLeft } from '../../contract/index.ts'
import { isStale, staleAfterMs } from '../../contract/index.ts'
import type { MetricSignal, ServiceMetrics, ServiceSignals } from '../ports/metrics.ts'
import { earlierOf, type EarlierRead } from './earlier-series.ts'

/** Everything metrics have said about one service. */
export interface MetricState {
  readonly current: ServiceSignals | null
  /** `awaited` until it has been looked for; null when there was nothing to find. */
  readonly normal: ServiceSignals | 'awaited' | null
  readonly history: Readonly<Record<MetricSignal, readonly SeriesPoint[]>> | null
  /** What was measured a week ago; left out while it is not known. */
  readonly lastWeek?: ServiceSignals
  /** The workload that all of it is about, where that is not the service's own. */
  readonly workload?: string
  /** What was told of before it and hurt users more; null for nothing. */
  readonly earlier: EarlierRead | null
}

/** Past minutes of a service that has none. */
export const noHistory = { errorRatio: [], availability: [], p95: [], requestRate: [] } as const

const units = { errorRatio: 'ratio', availability: 'ratio', p95: 'ms', requestRate: 'rps' } as const
const order: readonly MetricSignal[] = ['errorRatio', 'p95', 'availability', 'requestRate']

/** The signals of a service. Without an answer they are unknown with the reason; an answer that is too old is no answer. */
export function metricSignals(
  state: MetricState,
  source: Observed<string>,
  now: Date,
  left: UsersLeft | null = null
): readonly Signal[] {
  return order.map((id): Signal => {
    const earlier = earlierOf(id, state.history, state.earlier)
    const reading = state.current?.[id]
    const lastWeek = state.lastWeek?.[id].measure
    const measure = reading ? countedMeasure(reading.measure, source, now) : notMeasured(source)
    return {
      id,
      measure,
      unit: units[id],
      normal: normalMeasure(state.normal, id, source),
      ...(lastWeek?.state === 'known' ? { lastWeek } : {}),
      source: reading?.source ?? '',
      series: state.history?.[id] ?? null,
      ...(state.workload === undefined ? {} : { workload: state.workload }),
      ...(left === null || id === 'requestRate' || measure.state !== 'known' ? {} : { left }),
      ...(earlier === undefined ? {} : { earlier })
    }
  })
}

function normalMeasure(normal: MetricState['normal'], id: MetricSignal, source: Observed<string>): Measure {
  if (normal === 'awaited') return notMeasured(source)
  const detail = 'The time before this release was not measured.'
  return normal?.[id].measure ?? { state: 'unknown', why: 'noSamples', detail }
}

/**
 * The last answer about one number while its source answers, and for a moment after it has stopped: as long as objects
 * are believed without a new reading. Then it is unknown, with the last number there was.
 */
function countedMeasure(measure: Measure, source: Observed<string>, now: Date): Measure {
  if (source.state === 'value') return measure
  if (measure.state === 'known' && !isStale(measure.observedAt, now, staleAfterMs.objects)) return measure
  return withLast(notMeasured(source), measure)
}

/** An unknown measure that remembers the last number, if there was one. */
export function withLast(unknown: Measure, before: Measure | undefined): Measure {
  if (unknown.state === 'known' || before?.state !== 'known') return unknown
  return { ...unknown, last: { value: before.value, observedAt: before.observedAt } }
}

/** Why there is no number. */
export function notMeasured(source: Observed<string>): Measure {
  if (source.state === 'absent') return { state: 'unknown', why: 'noPrometheus', detail: source.reason }
  if (source.state === 'forbidden') return { state: 'unknown', why: 'forbidden', detail: source.failure.message }
  if (source.state === 'unreachable') return { state: 'unknown', why: 'notAnswering', detail: source.failure.message }
  return { state: 'unknown', why: 'loading', detail: 'Waiting for Prometheus' }
}

/** The Service that metrics come from, with what its last answer was. */
export function metricsSource(metrics: Observed<ServiceMetrics>, lastPoll: Observed<string> | null): Observed<string> {
  if (metrics.state === 'value')
    return lastPoll ?? { state: 'loading', awaiting: metrics.value.name, sinceAt: metrics.observedAt }
  if (metrics.state !== 'unreachable') return metrics
  const { last: _, ...rest } = metrics
  return rest
}
