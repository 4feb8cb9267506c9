import type { SeriesPoint, ServiceRef } from '../../../contract/index.ts'
import type { MetricSignal, ServiceMetrics, ServiceReading, ServiceSignals } from '../../ports/metrics.ts'
import { availability, errorRatio, latency, requestRate, type Stamp } from './judge-tally.ts'
import { targetName, type Prometheus, type RangeSeries, type VectorSample } from './prometheus.ts'
import { latency95, requestRates } from './queries.ts'
import { emptyTally, tallyByWorkload, type Tally } from './tally.ts'

export interface ServiceMetricsOptions {
  /** Stamps readings; wall time when left out. */
  readonly now?: () => Date
  /** Rate window in seconds; 60 when left out. */
  readonly windowSeconds?: number
}

export const defaultWindowSeconds = 60

/** Scrape interval of a Prometheus that says nothing else. */
export const defaultScrapeSeconds = 15

type HistoryRange = { readonly fromAt: string; readonly toAt: string; readonly stepSeconds: number }

/** Istio's metrics of services, by the console's formulas. */
export function createServiceMetrics(prometheus: Prometheus, options: ServiceMetricsOptions = {}): ServiceMetrics {
  const windowSeconds = options.windowSeconds ?? defaultWindowSeconds
  const now = (): string => (options.now?.() ?? new Date()).toISOString()

  return {
    name: targetName(prometheus.target),
    reachMs: (windowSeconds + defaultScrapeSeconds) * 1_000,
    async namespace(namespace, abort) {
      const stamp: Stamp = { observedAt: now(), windowSeconds }
      const [rates, latencies] = await Promise.all([
        prometheus.query(requestRates({ namespace }, windowSeconds), undefined, abort),
        prometheus.query(latency95({ namespace }, windowSeconds), undefined, abort)
      ])
      const tallies = tallyByWorkload(asRates(rates))
      const p95 = new Map(latencies.map(({ labels, value }) => [labels['destination_workload'] ?? '', value]))
      const workloads = new Set([...tallies.keys(), ...p95.keys()])
      return new Map(
        [...workloads].map((workload): [string, ServiceReading] => [
          workload,
          { errorRatio: errorRatio(tallies.get(workload) ?? emptyTally, stamp), p95: latency(p95.get(workload), stamp) }
        ])
      )
    },
    async service(ref, at, abort) {
      const stamp: Stamp = { observedAt: at ?? now(), windowSeconds }
      const scope = { namespace: ref.namespace, workload: ref.name }
      const [ratesQuery, latencyQuery] = [requestRates(scope, windowSeconds), latency95(scope, windowSeconds)]
      const [rates, latencies] = await Promise.all([
        prometheus.query(ratesQuery, at, abort),
        prometheus.query(latencyQuery, at, abort)
      ])
      const tally = tallyByWorkload(asRates(rates)).get(ref.name) ?? emptyTally
      return {
        errorRatio: { measure: errorRatio(tally, stamp), source: ratesQuery },
        availability: { measure: availability(tally, stamp), source: ratesQuery },
        requestRate: { measure: requestRate(tally, stamp), source: ratesQuery },
        p95: { measure: latency(latencies[0]?.value, stamp), source: latencyQuery }
      } satisfies ServiceSignals
    },
    async history(ref, range, abort) {
      const scope = { namespace: ref.namespace, workload: ref.name }
      const [tallies, latencies] = await Promise.all([
        talliesOver(prometheus, ref, range, windowSeconds, abort),
        prometheus.queryRange(latency95(scope, windowSeconds), range.fromAt, range.toAt, range.stepSeconds, abort)
      ])
      const p95 = new Map((latencies[0]?.points ?? []).map(({ at, value }) => [at, value]))
      const series = (value: (tally: Tally, stamp: Stamp) => ReturnType<typeof errorRatio>): readonly SeriesPoint[] =>
        tallies.map(({ at, tally }) => {
          const measure = value(tally, { observedAt: at, windowSeconds })
          return { at, value: measure.state === 'known' ? measure.value : null }
        })
      return {
        errorRatio: series(errorRatio),
        availability: series(availability),
        requestRate: series(requestRate),
        p95: tallies.map(({ at }) => ({ at, value: finite(p95.get(at)) }))
      } satisfies Record<MetricSignal, readonly SeriesPoint[]>
    }
  }
}

/** What was asked for and what failed at each moment of a range; moments without any sample are there as nothing. */
export async function talliesOver(
  prometheus: Prometheus,
  ref: ServiceRef,
  range: HistoryRange,
  windowSeconds: number,
  abort: AbortSignal | undefined
): Promise<readonly { readonly at: string; readonly tally: Tally; readonly sampled: boolean }[]> {
  const query = requestRates({ namespace: ref.namespace, workload: ref.name }, windowSeconds)
  const series = await prometheus.queryRange(query, range.fromAt, range.toAt, range.stepSeconds, abort)
  const moments = byMoment(series)
  const result: { at: string; tally: Tally; sampled: boolean }[] = []
  const endMs = Date.parse(range.toAt)
  for (let ms = Date.parse(range.fromAt); ms <= endMs; ms += range.stepSeconds * 1000) {
    const at = new Date(ms).toISOString()
    const rates = moments.get(at)
    const tally = rates ? (tallyByWorkload(rates).get(ref.name) ?? emptyTally) : emptyTally
    result.push({ at, tally, sampled: rates !== undefined })
  }
  return result
}

interface LabelledRate {
  readonly labels: Readonly<Record<string, string>>
  readonly rate: number
}

function asRates(samples: readonly VectorSample[]): readonly LabelledRate[] {
  return samples.flatMap(({ labels, value }) => (finite(value) === null ? [] : [{ labels, rate: value ?? 0 }]))
}

function byMoment(series: readonly RangeSeries[]): ReadonlyMap<string, readonly LabelledRate[]> {
  const moments = new Map<string, LabelledRate[]>()
  for (const { labels, points } of series)
    for (const { at, value } of points) {
      if (finite(value) === null) continue
      const rates = moments.get(at) ?? []
      moments.set(at, rates)
      rates.push({ labels, rate: value ?? 0 })
    }
  return moments
}

function finite(value: number | null | undefined): number | null {
  return value !== undefined && value !== null && Number.isFinite(value) ? value : null
}
