import { clusterLabels } from './cluster-labels.ts'
import type { Meter, Report } from './meters/meter.ts'
import { outcomeLabels } from './outcome.ts'

/** Which workloads a query is about: one, or all of a namespace. */
export interface Scope {
  readonly namespace: string
  readonly workload?: string
}

/** What every query of requests keeps of its series. */
const requestLabels = [...outcomeLabels, ...clusterLabels].join(', ')
/** Callers of several clusters do not make several quantiles of one workload. */
const latencyClusters = clusterLabels.filter((label) => label !== 'source_cluster')
/** A PromQL string literal. prometheus/prometheus promql/parser/lex.go uses Go's escapes in double quotes. */
export function promqlString(text: string): string {
  return JSON.stringify(text)
}

function equal(label: string, value: string): string {
  return `${label}=${promqlString(value)}`
}

function oneOf(label: string, values: readonly string[]): string {
  const [only] = values
  return values.length === 1 && only !== undefined
    ? equal(label, only)
    : `${label}=~${promqlString(values.map(regexText).join('|'))}`
}

/** As RE2 reads it. */
function regexText(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function matchersOf({ where, place }: Report, { namespace, workload }: Scope): string {
  const asked = Object.entries(where).map(([label, values]) => oneOf(label, values))
  if (place.kind === 'path') {
    const pattern = place.pattern
      .replace('{namespace}', () => regexText(namespace))
      .replace('{workload}', () => (workload === undefined ? '[^_/]+' : regexText(workload)))
    return [...asked, `${place.label}=~${promqlString(pattern)}`].join(',')
  }
  const ofOne = workload === undefined ? [] : [equal(place.workload, workload)]
  return [...asked, equal(place.namespace, namespace), ...ofOne].join(',')
}

/** The label that names the workload of a report. */
function workloadLabel({ place }: Report): string {
  return place.kind === 'path' ? place.label : place.workload
}

/** What every query of requests keeps of its series. */
function keptOf({ reports, outcome }: Meter): string {
  const { code, class: kind, flags, grpcStatus, grpcName, protocol, failed } = outcome
  const sides = reports.flatMap(({ side, where }) => [
    ...(typeof side === 'string' ? [] : [side.label]),
    ...Object.keys(where)
  ])
  const outcomes = [code, kind, flags, grpcStatus, grpcName, protocol, failed?.label].flatMap((label) => label ?? [])
  return [...new Set([...sides, ...reports.map(workloadLabel), ...outcomes, ...clusterLabels])].join(', ')
}

/**
 * Requests per second by who reports them and by what became of them. Total and failed are added up from the codes, because a
 * ratio computed by Prometheus is empty, not 1, when every request fails. Istio's callers report requests that reached no pod
 * with the destination workload `unknown`; those are found by the Service's name.
 */
export function requestRates(meter: Meter, scope: Scope, windowSeconds: number): string {
  const kept = keptOf(meter)
  const rates = meter.reports.map(
    (report) => `sum by (${kept}) (rate(${meter.counter}{${matchersOf(report, scope)}}[${windowSeconds}s]))`
  )
  return rates.join(' or ')
}

/** By which a scrape names the pod it is of: today's configurations, and those of before the Prometheus Operator. */
const podLabels = ['pod', 'kubernetes_pod_name'] as const

/**
 * Requests per second that the pods of one ReplicaSet answered, by what became of them: of meters whose series are scraped from
 * what answers. Null where nothing of the kind is counted, as at an ingress. Istio's own proxies report as destination, under `pod`
 * (istio/istio manifests, prometheus.io scraping).
 */
export function podRequestRates(
  meter: Meter,
  scope: Required<Scope>,
  replicaSet: string,
  windowSeconds: number
): string | null {
  const ofPods = promqlString(`${regexText(replicaSet)}-[^-]+`)
  if (meter.id === 'istio') {
    const { namespace, workload } = scope
    const own = `reporter="destination",${equal('destination_workload_namespace', namespace)},${equal('destination_workload', workload)}`
    return `sum by (${requestLabels}) (rate(${meter.counter}{${own},pod=~${ofPods}}[${windowSeconds}s]))`
  }
  const kept = keptOf(meter)
  const rates = meter.reports
    .filter(({ side }) => side === 'destination')
    .flatMap((report) =>
      podLabels.map(
        (label) =>
          `sum by (${kept}) (rate(${meter.counter}{${matchersOf(report, scope)},${label}=~${ofPods}}[${windowSeconds}s]))`
      )
    )
  return rates.length === 0 ? null : rates.join(' or ')
}

/**
 * P95 latency in milliseconds, as the workload's own proxies measure it, or a waypoint before pods that have none; one
 * series a workload and cluster. Null where nothing measures it.
 */
export function latency95(meter: Meter, scope: Scope, windowSeconds: number): string | null {
  const buckets = latencyBuckets(meter, scope, windowSeconds)
  if (buckets === null) return null
  const quantile = `histogram_quantile(0.95, ${buckets})`
  return meter.latency?.unit === 's' ? `1000 * ${quantile}` : quantile
}

/** The buckets that quantiles of the same latencies are computed from: requests per second that took at most `le` of its unit. */
export function latencyBuckets(meter: Meter, scope: Scope, windowSeconds: number): string | null {
  const { latency, reports } = meter
  if (latency === null) return null
  const [first] = reports
  const report = { ...first, where: latency.where }
  const buckets = `rate(${latency.buckets}{${matchersOf(report, scope)}}[${windowSeconds}s])`
  return `sum by (le, ${workloadLabel(report)}, ${latencyClusters.join(', ')}) (${buckets})`
}

/**
 * How many samples series of a namespace have in the last `spanSeconds`, by who reports and who scrapes: the most of any
 * series that is older than the span.
 */
export function sampleCounts(meter: Meter, namespace: string, spanSeconds: number): string {
  const [first] = meter.reports
  const requests = `${meter.counter}{${matchersOf(first, { namespace })}}`
  const by = typeof first.side === 'string' ? 'job' : `${first.side.label}, job`
  return `max by (${by}) (count_over_time(${requests}[${spanSeconds}s]) and ${requests} offset ${spanSeconds}s)`
}

/** When the newest sample of each workload's requests was taken, Unix seconds. */
export function newestSamples(meter: Meter, scope: Scope): string {
  const [first] = meter.reports
  return `max by (${workloadLabel(first)}) (timestamp(${meter.counter}{${matchersOf(first, scope)}}))`
}

/** Connections that are counted where requests are not: an ambient mesh without a waypoint. Null where nothing counts them. */
export function connections({ reports: [first], connections: counter }: Meter, scope: Scope): string | null {
  return counter === null ? null : `count by (${workloadLabel(first)}) (${counter}{${matchersOf(first, scope)}})`
}
