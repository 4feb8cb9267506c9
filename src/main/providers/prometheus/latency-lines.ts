import type { ChartLine, ServiceRef } from '../../../contract/index.ts'
import { ownSeries } from './cluster-labels.ts'
import { isLatency } from './judge-tally.ts'
import type { Prometheus } from './prometheus.ts'
import { bucketQuantile, type Bucket } from './quantile.ts'
import { latencyBuckets } from './queries.ts'
import { seriesOf, windowOf, type HistoryRange } from './requests-over-time.ts'
import { isRate } from './tally.ts'

const quantiles = [
  ['P50', 0.5],
  ['P95', 0.95],
  ['P99', 0.99]
] as const

/**
 * Three quantiles of the latency by moment, ISO, in milliseconds: from one query, since each would be computed from the same
 * buckets. A moment with a bucket that is no rate has none.
 * @throws FailureError as queries do.
 */
export async function latencyLines(
  prometheus: Prometheus,
  ref: ServiceRef,
  range: HistoryRange,
  abort: AbortSignal | undefined
): Promise<(moments: readonly string[]) => readonly ChartLine[]> {
  const seconds = await windowOf(prometheus, ref, range, abort)
  const query = latencyBuckets(prometheus.meter, { namespace: ref.namespace, workload: ref.name }, seconds)
  const all = await seriesOf(prometheus, query, range, abort)
  const inMs = prometheus.meter.latency?.unit === 's' ? 1_000 : 1
  const own = ownSeries(all, prometheus.target.cluster)
  const byMoment = new Map<string, Map<number, number>>()
  const spoiled = new Set<string>()
  for (const { labels, points } of own.kind === 'own' ? own.series : []) {
    const most = mostOf(labels['le'] ?? '') * inMs
    for (const { at, value } of points) {
      if (!isRate(value) || Number.isNaN(most)) spoiled.add(at)
      else {
        const buckets = byMoment.get(at) ?? new Map<number, number>()
        byMoment.set(at, buckets.set(most, (buckets.get(most) ?? 0) + value))
      }
    }
  }
  return (moments) =>
    quantiles.map(([label, quantile]) => ({
      label,
      values: moments.map((at) => {
        const buckets: readonly Bucket[] = [...(byMoment.get(at) ?? [])].map(([most, rate]) => ({ most, rate }))
        const value = spoiled.has(at) ? null : bucketQuantile(quantile, buckets)
        return isLatency(value) ? value : null
      })
    }))
}

/** Prometheus writes the last bucket `+Inf`. */
function mostOf(le: string): number {
  return le === '+Inf' ? Infinity : Number(le)
}
