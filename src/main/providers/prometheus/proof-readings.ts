import type { Measure, ServiceRef } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { fewWords } from '../../../contract/words/few-words.ts'
import { formatRatio } from '../../../contract/words/format-measure.ts'
import { utc } from '../../../contract/words/format-time.ts'
import type { Measured, MeasuredRequests } from '../../ports/measurements.ts'
import { errorRatio, unknown, type Healthy } from './judge-tally.ts'
import type { Prometheus } from './prometheus.ts'
import { ratesByWorkload } from './rates-by-workload.ts'
import { readRequests } from './read-requests.ts'
import { emptyTally } from './tally.ts'
import { createServiceMetrics, type ServiceMetricsOptions } from './service-metrics.ts'

type Known = Extract<Measure, { state: 'known' }>

/** So far back requests are counted where there are few, seconds. */
const mostWindowSeconds = 3_600

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

  /** Where a window has too few requests to tell, all of them since the change, of an hour at most. */
  async function ofMoreRequests(
    { namespace, name: workload }: ServiceRef,
    measure: Measure,
    { sinceAt, seconds, abort }: { readonly sinceAt: string; readonly seconds: number; readonly abort: AbortSignal }
  ): Promise<Measure> {
    if (measure.state === 'unknown' || !isUndecided(measure, options.limits)) return measure
    const sinceSeconds = Math.floor((Date.parse(measure.observedAt) - Date.parse(sinceAt)) / 1_000)
    const leastWindowSeconds = Math.min(sinceSeconds, mostWindowSeconds)
    if (leastWindowSeconds <= seconds) return measure
    const read = await readRequests(prometheus, { namespace, workload }, { clock, leastWindowSeconds, abort })
    if (read.kind === 'unknown') return read.measure
    const all =
      read.silent.get(workload) ?? errorRatio(read.tallies.get(workload) ?? emptyTally, read.stamp, options.limits)
    return onlySince(all, sinceAt, leastWindowSeconds)
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
      const inWindow = onlySince(current.errorRatio.measure, sinceAt, seconds)
      const error = await ofMoreRequests(ref, inWindow, { sinceAt, seconds, abort })
      const p95 = onlySince(current.p95.measure, sinceAt, seconds)
      const normalP95 = normal?.p95.measure
      return {
        errorRatio: provenBy(error, options.limits),
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

/** Few requests prove nothing where they may be as many failures as the limit is. */
function isUndecided({ value, few }: Known, { errorRatio: limit }: Healthy): boolean {
  return few !== undefined && value < limit && few.high >= limit
}

function provenBy(measure: Measure, limits: Healthy): Measured['errorRatio'] {
  if (measure.state === 'unknown') return { why: measure.detail }
  const { value, few, observedAt } = measure
  if (few && isUndecided(measure, limits))
    return { why: `too few requests to tell: ${formatRatio(value)} ${fewWords(few)}` }
  return { value, at: observedAt }
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
