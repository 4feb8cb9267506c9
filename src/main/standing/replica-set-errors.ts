import type { ServiceRef, SeriesPoint } from '../../contract/index.ts'
import { isFailed, promqlString } from '../providers/prometheus/index.ts'

/** Range queries of a Prometheus, as the Prometheus client answers them. */
export interface RangeQueries {
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
 * Requests that the pods of one ReplicaSet answered, by the `pod` label that scraping adds to Istio's destination
 * metrics. Null when no series matches: no request reached them, or scraping adds no such label.
 */
export async function replicaSetRequests(
  queries: RangeQueries,
  ref: ServiceRef,
  replicaSet: string,
  range: PastRange,
  abort?: AbortSignal
): Promise<RequestCount | null> {
  const window = Math.max(60, range.stepSeconds)
  const matchers = [
    'reporter="destination"',
    `destination_workload_namespace=${promqlString(ref.namespace)}`,
    `destination_workload=${promqlString(ref.name)}`,
    `pod=~${promqlString(`${regexText(replicaSet)}-[^-]+`)}`
  ].join(',')
  const promql = `sum by (response_code, grpc_response_status) (rate(istio_requests_total{${matchers}}[${window}s]))`
  const series = await queries.queryRange(promql, range.fromAt, range.toAt, range.stepSeconds, abort)
  if (series.length === 0) return null
  const counted = series.map(({ labels, points }) => ({
    failed: isFailed(labels),
    requests: sumOf(points) * range.stepSeconds
  }))
  return {
    total: counted.reduce((sum, { requests }) => sum + requests, 0),
    failed: counted.reduce((sum, { requests, failed }) => sum + (failed ? requests : 0), 0)
  }
}

/** Sum of the samples; where the source had no data counts as nothing. */
export function sumOf(points: readonly SeriesPoint[]): number {
  return points.reduce((sum, { value }) => sum + (value ?? 0), 0)
}

function regexText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
