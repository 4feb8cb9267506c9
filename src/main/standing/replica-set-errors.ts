import type { PrometheusTarget, ServiceRef, SeriesPoint } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import {
  canonical,
  isRate,
  mixedClusters,
  outcomeOf,
  ownSeries,
  podRequestRates,
  type Meter,
  type RequestOutcome
} from '../providers/prometheus/index.ts'

/** Range queries of a Prometheus, as the Prometheus client answers them. */
export interface RangeQueries {
  /** What is known of where it is; its cluster tells this cluster's series from others'. */
  readonly target?: Pick<PrometheusTarget, 'cluster'>
  /** How requests are counted in it. */
  readonly meter: Meter
  /** @throws FailureError when it does not answer or refuses the query. */
  queryRange(
    promql: string,
    startAt: string,
    endAt: string,
    stepSeconds: number,
    abort?: AbortSignal
  ): Promise<readonly { readonly labels: Readonly<Record<string, string>>; readonly points: readonly SeriesPoint[] }[]>
}

/** Requests counted over a time, and how many of them failed. */
export interface RequestCount {
  readonly total: number
  readonly failed: number
  /** Of these nobody knows whether they failed: nobody answered them, or their series do not tell. */
  readonly unsure: number
}

export interface PastRange {
  readonly fromAt: string
  readonly toAt: string
  readonly stepSeconds: number
}

/** A range in at most 60 steps of at least 15 s, on whole seconds. */
export function pastRange(fromMs: number, toMs: number): PastRange {
  const stepSeconds = Math.max(15, Math.ceil((toMs - fromMs) / 1_000 / 60))
  return { fromAt: new Date(fromMs).toISOString(), toAt: new Date(toMs).toISOString(), stepSeconds }
}

/**
 * Requests that the pods of one ReplicaSet answered, by the label of the pod that scraping adds to what they or their proxies
 * count. Null when no series matches: no request reached them, scraping adds no such label, or nothing counts where they answer.
 * @param windowSeconds what rates of these series look back over
 * @throws FailureError as its queries do, and where the series are of several clusters
 */
export async function replicaSetRequests(
  queries: RangeQueries,
  ref: ServiceRef,
  replicaSet: string,
  range: PastRange,
  windowSeconds: number,
  abort?: AbortSignal
): Promise<RequestCount | null> {
  const window = Math.max(windowSeconds, range.stepSeconds)
  const scope = { namespace: ref.namespace, workload: ref.name }
  const promql = podRequestRates(queries.meter, scope, replicaSet, window)
  if (promql === null) return null
  const read = await queries.queryRange(promql, range.fromAt, range.toAt, range.stepSeconds, abort)
  const all = read.map((one) => ({ ...one, labels: canonical(queries.meter, one.labels) }))
  if (all.length === 0) return null
  const own = ownSeries(all, queries.target?.cluster)
  if (own.kind === 'mixed')
    throw new FailureError(failureOf('invalid', mixedClusters(own.clusters, queries.target?.cluster)))
  if (own.series.some(({ points }) => points.some(({ value }) => value !== null && !isRate(value))))
    throw new FailureError(failureOf('server', 'Prometheus answered with a rate that is not a number of requests.'))
  const counted = own.series.map(({ labels, points }) => ({
    outcome: outcomeOf(labels),
    requests: sumOf(points) * range.stepSeconds
  }))
  const countOf = (counts: (outcome: RequestOutcome) => boolean): number =>
    counted.reduce((sum, { requests, outcome }) => sum + (counts(outcome) ? requests : 0), 0)
  return {
    total: countOf(() => true),
    failed: countOf((outcome) => outcome === 'failed'),
    unsure: countOf((outcome) => outcome === 'unanswered' || outcome === 'unclear')
  }
}

/** Sum of the samples; where the source had no data counts as nothing. */
export function sumOf(points: readonly SeriesPoint[]): number {
  return points.reduce((sum, { value }) => sum + (value ?? 0), 0)
}
