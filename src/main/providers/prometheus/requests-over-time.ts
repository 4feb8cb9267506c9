import type { ServiceRef } from '../../../contract/index.ts'
import { ownSeries } from './cluster-labels.ts'
import type { Prometheus } from './prometheus.ts'
import { canonical } from './meters/canonical.ts'
import { isLatency } from './judge-tally.ts'
import { latency95, requestRates } from './queries.ts'
import type { RangeSeries } from './read-answer.ts'
import { emptyTally, tallyByWorkload, type LabelledRate, type Tally } from './tally.ts'

export interface HistoryRange {
  readonly fromAt: string
  readonly toAt: string
  readonly stepSeconds: number
  /** What a value looks back over at least; the window that was learned of the series where it is left out. */
  readonly leastWindowSeconds?: number
}

export interface TalliesOverTime {
  readonly windowSeconds: number
  /** Moments without any sample are there as nothing. */
  readonly moments: readonly { readonly at: string; readonly tally: Tally; readonly sampled: boolean }[]
  /** The clusters that the series are of, where they are not told apart; nothing is counted then. */
  readonly mixed: readonly string[]
}

/** What was asked for and what became of it at each moment of a range. @throws FailureError as queries do. */
export async function talliesOver(
  prometheus: Prometheus,
  ref: ServiceRef,
  range: HistoryRange,
  abort: AbortSignal | undefined
): Promise<TalliesOverTime> {
  const seconds = await windowOf(prometheus, ref, range, abort)
  const query = requestRates(prometheus.meter, { namespace: ref.namespace, workload: ref.name }, seconds)
  const all = await seriesOf(prometheus, query, range, abort)
  const own = ownSeries(all, prometheus.target.cluster)
  const byMoment = ratesByMoment(own.kind === 'own' ? own.series : [])
  const moments: { at: string; tally: Tally; sampled: boolean }[] = []
  const endMs = Date.parse(range.toAt)
  for (let ms = Date.parse(range.fromAt); ms <= endMs; ms += range.stepSeconds * 1_000) {
    const at = new Date(ms).toISOString()
    const rates = byMoment.get(at)
    const tally = rates ? (tallyByWorkload(rates).get(ref.name) ?? emptyTally) : emptyTally
    moments.push({ at, tally, sampled: rates !== undefined && !tally.unusable })
  }
  return { windowSeconds: seconds, moments, mixed: own.kind === 'mixed' ? own.clusters : [] }
}

/** P95 in milliseconds by moment, ISO; moments without one are left out. @throws FailureError as queries do. */
export async function latenciesOver(
  prometheus: Prometheus,
  ref: ServiceRef,
  range: HistoryRange,
  abort: AbortSignal | undefined
): Promise<ReadonlyMap<string, number>> {
  const seconds = await windowOf(prometheus, ref, range, abort)
  const query = latency95(prometheus.meter, { namespace: ref.namespace, workload: ref.name }, seconds)
  const all = await seriesOf(prometheus, query, range, abort)
  const own = ownSeries(all, prometheus.target.cluster)
  const found = new Map<string, number>()
  for (const { points } of own.kind === 'own' ? own.series : [])
    for (const { at, value } of points) if (isLatency(value)) found.set(at, Math.max(value, found.get(at) ?? 0))
  return found
}

/** The series of a query over a range, none where there is no query; labels as Istio writes them. @throws FailureError as queries do. */
export async function seriesOf(
  { meter, queryRange }: Pick<Prometheus, 'meter' | 'queryRange'>,
  query: string | null,
  { fromAt, toAt, stepSeconds }: HistoryRange,
  abort: AbortSignal | undefined
): Promise<readonly RangeSeries[]> {
  if (query === null) return []
  const series = await queryRange(query, fromAt, toAt, stepSeconds, abort)
  return series.map((one) => ({ ...one, labels: canonical(meter, one.labels) }))
}

/** What a value of a range looks back over, seconds. */
export async function windowOf(
  prometheus: Prometheus,
  { namespace }: ServiceRef,
  { leastWindowSeconds = 0 }: HistoryRange,
  abort: AbortSignal | undefined
): Promise<number> {
  const { seconds } = await prometheus.window(namespace, abort)
  return Math.max(seconds, leastWindowSeconds)
}

function ratesByMoment(series: readonly RangeSeries[]): ReadonlyMap<string, readonly LabelledRate[]> {
  const moments = new Map<string, LabelledRate[]>()
  for (const { labels, points } of series)
    for (const { at, value } of points) {
      const rates = moments.get(at) ?? []
      moments.set(at, rates)
      rates.push({ labels, rate: value })
    }
  return moments
}
