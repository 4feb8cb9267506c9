import { clusterLabels } from './cluster-labels.ts'
import { outcomeLabels } from './outcome.ts'

/** Which workloads a query is about: one, or all of a namespace. */
export interface Scope {
  readonly namespace: string
  readonly workload?: string
}

/** What every query of requests keeps of its series. */
export const requestLabels = [...outcomeLabels, ...clusterLabels].join(', ')
/** Callers of several clusters do not make several quantiles of one workload. */
const latencyClusters = clusterLabels.filter((label) => label !== 'source_cluster')
const kept = `reporter, destination_workload, destination_service_name, ${requestLabels}`

/** A PromQL string literal. prometheus/prometheus promql/parser/lex.go uses Go's escapes in double quotes. */
export function promqlString(text: string): string {
  return JSON.stringify(text)
}

function equal(label: string, value: string): string {
  return `${label}=${promqlString(value)}`
}

function reached({ namespace, workload }: Scope): string {
  const ofOne = workload === undefined ? [] : [equal('destination_workload', workload)]
  return [equal('destination_workload_namespace', namespace), ...ofOne].join(',')
}

/**
 * Requests per second by reporter and response code. Total and failed are added up from the codes, because a ratio
 * computed by Prometheus is empty, not 1, when every request fails. Callers' proxies report requests that reached no
 * pod with the destination workload `unknown`; those are found by the Service's name.
 */
export function requestRates(scope: Scope, windowSeconds: number): string {
  const unreached = [
    'reporter=~"source|waypoint"',
    equal('destination_workload', 'unknown'),
    equal('destination_service_namespace', scope.namespace),
    ...(scope.workload === undefined ? [] : [equal('destination_service_name', scope.workload)])
  ].join(',')
  const rates = [reached(scope), unreached].map(
    (matchers) => `sum by (${kept}) (rate(istio_requests_total{${matchers}}[${windowSeconds}s]))`
  )
  return rates.join(' or ')
}

/**
 * P95 latency in milliseconds, as the workload's own proxies measure it, or a waypoint before pods that have none; one
 * series a workload and cluster.
 */
export function latency95(scope: Scope, windowSeconds: number): string {
  return `histogram_quantile(0.95, ${latencyBuckets(scope, windowSeconds)})`
}

/** The buckets that quantiles of the same latencies are computed from: requests per second that took at most `le` ms. */
export function latencyBuckets(scope: Scope, windowSeconds: number): string {
  const matchers = `reporter=~"destination|waypoint",${reached(scope)}`
  const buckets = `rate(istio_request_duration_milliseconds_bucket{${matchers}}[${windowSeconds}s])`
  return `sum by (le, destination_workload, ${latencyClusters.join(', ')}) (${buckets})`
}

/**
 * How many samples series of a namespace have in the last `spanSeconds`, by who reports and who scrapes: the most of any
 * series that is older than the span.
 */
export function sampleCounts(namespace: string, spanSeconds: number): string {
  const requests = `istio_requests_total{${reached({ namespace })}}`
  return `max by (reporter, job) (count_over_time(${requests}[${spanSeconds}s]) and ${requests} offset ${spanSeconds}s)`
}

/** When the newest sample of each workload's requests was taken, Unix seconds. */
export function newestSamples(scope: Scope): string {
  return `max by (destination_workload) (timestamp(istio_requests_total{${reached(scope)}}))`
}

/** Connections that are counted where requests are not: an ambient mesh without a waypoint. */
export function connections(scope: Scope): string {
  return `count by (destination_workload) (istio_tcp_connections_opened_total{${reached(scope)}})`
}
