import type { Measure, SeriesPoint } from '../../../contract/index.ts'
import { FailureError, failureOf, usualReachMs } from '../../../contract/index.ts'
import type { MetricSignal, ServiceMetrics, ServiceReading, ServiceSignals } from '../../ports/metrics.ts'
import { availability, errorRatio, latency, requestRate, unknown, type Healthy, type Stamp } from './judge-tally.ts'
import { readFlaggerMeasured } from './flagger-measured.ts'
import type { Prometheus } from './prometheus.ts'
import { latency95, requestRates } from './queries.ts'
import { latenciesOver, talliesOver } from './requests-over-time.ts'
import { ratesByWorkload } from './rates-by-workload.ts'
import { readRequests } from './read-requests.ts'
import { emptyTally, type Tally } from './tally.ts'
import { sourceName } from './prometheus-name.ts'

export interface ServiceMetricsOptions {
  readonly limits: Healthy
  /** Stamps readings; wall time when left out. */
  readonly now?: () => Date
  /** How fast that clock runs; 1 when left out. */
  readonly speed?: number
}

/** Metrics of services as their meter counts them, by the console's formulas. */
export function createServiceMetrics(prometheus: Prometheus, options: ServiceMetricsOptions): ServiceMetrics {
  const clock = { now: () => options.now?.() ?? new Date(), speed: options.speed ?? 1 }
  let reachMs = usualReachMs
  const { meter } = prometheus
  /** Where requests are counted and no latency is, that is no lack of requests. */
  const latencyOf = (value: number | null | undefined, tally: Tally, stamp: Stamp): Measure =>
    value === undefined && meter.id !== 'istio' && requestRate(tally, stamp).state === 'known'
      ? unknown('noSamples', `Requests are counted by ${meter.title}, and no latency of them is.`)
      : latency(value, stamp)

  return {
    name: sourceName(prometheus.target),
    reachMs: () => reachMs,
    async namespace(namespace, abort) {
      const read = await readRequests(prometheus, { namespace }, { clock, abort })
      if (read.kind === 'unknown') return { readings: new Map(), missing: read.measure }
      const { tallies, p95, stamp, silent } = read
      const counted = ratesByWorkload(read)
      const rates = typeof counted === 'string' ? null : counted.byWorkload
      const workloads = new Set([...tallies.keys(), ...p95.keys(), ...silent.keys()])
      const readingOf = (workload: string): ServiceReading => {
        const why = silent.get(workload)
        if (why) return { errorRatio: why, p95: why }
        const perSecond = rates?.get(workload)
        return {
          ...(perSecond === undefined ? {} : { perSecond }),
          errorRatio: errorRatio(tallies.get(workload) ?? emptyTally, stamp, options.limits),
          p95: latencyOf(p95.get(workload), tallies.get(workload) ?? emptyTally, stamp)
        }
      }
      return {
        readings: new Map([...workloads].map((workload) => [workload, readingOf(workload)])),
        missing: errorRatio(emptyTally, stamp, options.limits)
      }
    },
    async requestRates(namespace, abort) {
      const read = await readRequests(prometheus, { namespace }, { clock, abort })
      const rates = ratesByWorkload(read)
      if (typeof rates === 'string') throw new FailureError(failureOf('missing', rates, { retryable: true }))
      return rates
    },
    flaggerMeasured: (of, abort) => readFlaggerMeasured(prometheus, of, abort),
    async service(ref, at, abort) {
      const scope = { namespace: ref.namespace, workload: ref.name }
      const { seconds, scrapeSeconds } = await prometheus.window(ref.namespace, abort)
      reachMs = (seconds + scrapeSeconds) * 1_000
      const [ratesQuery, latencyQuery] = [
        requestRates(prometheus.meter, scope, seconds),
        latency95(prometheus.meter, scope, seconds) ?? ''
      ]
      const read = await readRequests(prometheus, scope, { clock, abort, ...(at === undefined ? {} : { at }) })
      const signals = (measure: (tally: Tally, stamp: Stamp, healthy: Healthy) => Measure): Measure =>
        read.kind === 'unknown'
          ? read.measure
          : (read.silent.get(ref.name) ?? measure(read.tallies.get(ref.name) ?? emptyTally, read.stamp, options.limits))
      const p95 = read.kind === 'unknown' ? null : read.p95.get(ref.name)
      return {
        errorRatio: { measure: signals(errorRatio), source: ratesQuery },
        availability: { measure: signals(availability), source: ratesQuery },
        requestRate: { measure: signals(requestRate), source: ratesQuery },
        p95: { measure: signals((tally, stamp) => latencyOf(p95, tally, stamp)), source: latencyQuery }
      } satisfies ServiceSignals
    },
    async history(ref, range, abort) {
      const [tallies, p95] = await Promise.all([
        talliesOver(prometheus, ref, range, abort),
        latenciesOver(prometheus, ref, range, abort)
      ])
      const series = (value: (tally: Tally, stamp: Stamp, healthy: Healthy) => Measure): readonly SeriesPoint[] =>
        tallies.moments.map(({ at, tally }) => {
          const measure = value(tally, { observedAt: at, windowSeconds: tallies.windowSeconds }, options.limits)
          return { at, value: measure.state === 'known' ? measure.value : null }
        })
      return {
        errorRatio: series(errorRatio),
        availability: series(availability),
        requestRate: series(requestRate),
        p95: tallies.moments.map(({ at }) => ({ at, value: p95.get(at) ?? null }))
      } satisfies Record<MetricSignal, readonly SeriesPoint[]>
    }
  }
}
