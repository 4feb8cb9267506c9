/** Which workloads a query is about: one, or all of a namespace. */
export interface Scope {
  readonly namespace: string
  readonly workload?: string
}

const kept = 'reporter, destination_workload, destination_service_name, response_code, grpc_response_status'

/** A PromQL string literal. prometheus/prometheus promql/parser/lex.go uses Go's escapes in double quotes. */
export function promqlString(text: string): string {
  return JSON.stringify(text)
}

function selector(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}=${promqlString(value)}`)
    .join(',')}}`
}

/**
 * Requests per second by reporter and response code. Total and failed are added up from the codes, because a ratio
 * computed by Prometheus is empty, not 1, when every request fails. Callers' proxies report requests that reached no
 * pod with the destination workload `unknown`; those are found by the Service's name.
 */
export function requestRates({ namespace, workload }: Scope, windowSeconds: number): string {
  const reached = selector({
    destination_workload_namespace: namespace,
    ...(workload === undefined ? {} : { destination_workload: workload })
  })
  const unreached = selector({
    reporter: 'source',
    destination_workload: 'unknown',
    destination_service_namespace: namespace,
    ...(workload === undefined ? {} : { destination_service_name: workload })
  })
  const rates = [reached, unreached].map(
    (labels) => `sum by (${kept}) (rate(istio_requests_total${labels}[${windowSeconds}s]))`
  )
  return rates.join(' or ')
}

/** P95 latency in milliseconds, as the destination's proxies measure it; one series a workload. */
export function latency95({ namespace, workload }: Scope, windowSeconds: number): string {
  const labels = selector({
    reporter: 'destination',
    destination_workload_namespace: namespace,
    ...(workload === undefined ? {} : { destination_workload: workload })
  })
  const buckets = `rate(istio_request_duration_milliseconds_bucket${labels}[${windowSeconds}s])`
  return `histogram_quantile(0.95, sum by (le, destination_workload) (${buckets}))`
}
