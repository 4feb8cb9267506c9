import type { Prometheus } from './prometheus.ts'
import { promqlString } from './queries.ts'

/** Of which workload Flagger's own numbers are asked, from when to when (ISO). */
export interface CheckedRange {
  readonly namespace: string
  readonly workload: string
  readonly fromAt: string
  readonly toAt: string
  readonly stepSeconds: number
}

/** A value at its time, milliseconds. */
export interface CheckedValue {
  readonly at: number
  readonly value: number
}

/**
 * What Flagger would have measured of a workload over a range: its own queries (fluxcd/flagger pkg/metrics/observers/istio.go),
 * percent of answers that are no 5xx and the P99 in milliseconds. What has no value is left out.
 * @throws FailureError when Prometheus does not answer
 */
export async function readFlaggerCheck(
  prometheus: Prometheus,
  check: 'request-success-rate' | 'request-duration',
  { namespace, workload, fromAt, toAt, stepSeconds }: CheckedRange,
  windowSeconds: number,
  abort?: AbortSignal
): Promise<readonly CheckedValue[]> {
  const labels = `reporter="destination",destination_workload_namespace=${promqlString(namespace)},destination_workload=${promqlString(workload)}`
  const window = `[${windowSeconds}s]`
  const query =
    check === 'request-success-rate'
      ? `sum(rate(istio_requests_total{${labels},response_code!~"5.*"}${window})) / sum(rate(istio_requests_total{${labels}}${window})) * 100`
      : `histogram_quantile(0.99, sum(rate(istio_request_duration_milliseconds_bucket{${labels}}${window})) by (le))`
  const series = await prometheus.queryRange(query, fromAt, toAt, stepSeconds, abort)
  return valuesOf(series)
}

/**
 * Requests per second that a workload answered, over a range.
 * @throws FailureError when Prometheus does not answer
 */
export async function readAnswered(
  prometheus: Prometheus,
  { namespace, workload, fromAt, toAt, stepSeconds }: CheckedRange,
  abort?: AbortSignal
): Promise<readonly CheckedValue[]> {
  const labels = `reporter="destination",destination_workload_namespace=${promqlString(namespace)},destination_workload=${promqlString(workload)}`
  return valuesOf(
    await prometheus.queryRange(`sum(rate(istio_requests_total{${labels}}[60s]))`, fromAt, toAt, stepSeconds, abort)
  )
}

function valuesOf(series: Awaited<ReturnType<Prometheus['queryRange']>>): readonly CheckedValue[] {
  return (series[0]?.points ?? []).flatMap(({ at, value }) =>
    value !== null && Number.isFinite(value) ? [{ at: Date.parse(at), value }] : []
  )
}
