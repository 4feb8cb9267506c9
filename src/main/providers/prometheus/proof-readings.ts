import type { Measure, ServiceRef } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { utc } from '../../../contract/words/format-time.ts'
import type { MeasuredRequests } from '../../ports/measurements.ts'
import { unknown } from './judge-tally.ts'
import type { Prometheus } from './prometheus.ts'
import { ratesByWorkload } from './rates-by-workload.ts'
import { readRequests } from './read-requests.ts'
import { createServiceMetrics, type ServiceMetricsOptions } from './service-metrics.ts'

export interface ProofReadingsOptions extends ServiceMetricsOptions {
  /** When the service was last normal, ISO; null when nobody knows. The P95 of that time is the normal one. */
  readonly normalAt?: (ref: ServiceRef) => string | null
}

/**
 * What verification reads: error ratio and P95, and how long samples still hold requests from before a change: the rate
 * window of these series, and the scrape that is under way.
 */
export function createProofReadings(prometheus: Prometheus, options: ProofReadingsOptions) {
  const metrics = createServiceMetrics(prometheus, options)
  const clock = { now: () => options.now?.() ?? new Date(), speed: options.speed ?? 1 }

  /** How far a reading reaches back, and why it says nothing yet of requests after `sinceAt`; null when it does. */
  async function windowAfter(namespace: string, sinceAt: string, abort: AbortSignal) {
    const { seconds, scrapeSeconds } = await prometheus.window(namespace, abort)
    const isShort = clock.now().getTime() - Date.parse(sinceAt) < seconds * 1_000
    const why = `The last ${formatDuration(seconds * 1_000)} still hold requests from before ${utc(sinceAt)}.`
    return { seconds, reachMs: (seconds + scrapeSeconds) * 1_000, why: isShort ? why : null }
  }

  return {
    /** As callers, the workloads' own proxies or waypoints report it, whichever saw most of a workload. */
    async requests(namespace: string, sinceAt: string, abort: AbortSignal): Promise<MeasuredRequests> {
      const { seconds, reachMs, why } = await windowAfter(namespace, sinceAt, abort)
      if (why !== null) return { rates: { why }, reachMs }
      const read = await readRequests(prometheus, { namespace }, { clock, abort })
      if (read.kind === 'unknown') return { rates: { why: read.measure.detail }, reachMs }
      const rates = ratesByWorkload(read)
      if (typeof rates === 'string') return { rates: { why: rates }, reachMs }
      const { observedAt } = read.stamp
      const old = tooOld(observedAt, sinceAt, seconds)
      return { rates: old === null ? { ...rates, at: observedAt } : { why: old }, reachMs }
    },

    /** A reason instead of a number while the rate window still reaches back before `sinceAt`, or without data. */
    async measure(ref: ServiceRef, sinceAt: string, abort: AbortSignal) {
      const { seconds, reachMs, why } = await windowAfter(ref.namespace, sinceAt, abort)
      if (why !== null) return { errorRatio: { why }, p95: { why }, reachMs }
      const normalAt = options.normalAt?.(ref) ?? null
      const [current, normal] = await Promise.all([
        metrics.service(ref, undefined, abort),
        normalAt === null ? null : metrics.service(ref, normalAt, abort)
      ])
      const error = onlySince(current.errorRatio.measure, sinceAt, seconds)
      const p95 = onlySince(current.p95.measure, sinceAt, seconds)
      const normalP95 = normal?.p95.measure
      return {
        errorRatio: error.state === 'known' ? { value: error.value, at: error.observedAt } : { why: error.detail },
        p95:
          p95.state === 'known'
            ? {
                valueMs: p95.value,
                normalMs: normalP95?.state === 'known' ? normalP95.value : null,
                at: p95.observedAt
              }
            : { why: p95.detail },
        reachMs
      }
    }
  }
}

/** A measure, if all of its window is after a moment. */
function onlySince(measure: Measure, sinceAt: string, windowSeconds: number): Measure {
  if (measure.state === 'unknown') return measure
  const old = tooOld(measure.observedAt, sinceAt, windowSeconds)
  return old === null ? measure : unknown('unusable', old)
}

/** A reading is as old as its samples say, and holds what was before them; null when all of that is after a moment. */
function tooOld(observedAt: string, sinceAt: string, windowSeconds: number): string | null {
  const aheadMs = Date.parse(sinceAt) + windowSeconds * 1_000 - Date.parse(observedAt)
  if (aheadMs <= 0) return null
  return `The samples of Prometheus are ${formatDuration(aheadMs)} too old to hold only requests after ${utc(sinceAt)}.`
}
