import type { ServiceRef } from '../../../contract/index.ts'
import type { Prometheus } from './prometheus.ts'
import {
  createServiceMetrics,
  defaultScrapeSeconds,
  defaultWindowSeconds,
  type ServiceMetricsOptions
} from './service-metrics.ts'

export interface MeasurementsOptions extends ServiceMetricsOptions {
  /** When the service was last normal, ISO; null when nobody knows. The P95 of that time is the normal one. */
  readonly normalAt?: (ref: ServiceRef) => string | null
  /** Scrape interval of this Prometheus; 15 s when left out. */
  readonly scrapeSeconds?: number
}

/** What verification measures: error ratio and P95, and how long samples still hold requests from before a change. */
export function createMeasurements(prometheus: Prometheus, options: MeasurementsOptions = {}) {
  const windowSeconds = options.windowSeconds ?? defaultWindowSeconds
  const metrics = createServiceMetrics(prometheus, options)
  const settleMs = (windowSeconds + (options.scrapeSeconds ?? defaultScrapeSeconds)) * 1000
  return {
    /** A reason instead of a number while the rate window still reaches back before `sinceAt`, or without data. */
    async measure(ref: ServiceRef, sinceAt: string, abort: AbortSignal) {
      const now = options.now?.() ?? new Date()
      if (now.getTime() - Date.parse(sinceAt) < windowSeconds * 1000) {
        const why = `The last ${windowSeconds} s still hold requests from before ${sinceAt}.`
        return { errorRatio: { why }, p95: { why }, settleMs }
      }
      const normalAt = options.normalAt?.(ref) ?? null
      const [current, normal] = await Promise.all([
        metrics.service(ref, undefined, abort),
        normalAt === null ? null : metrics.service(ref, normalAt, abort)
      ])
      const error = current.errorRatio.measure
      const p95 = current.p95.measure
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
        settleMs
      }
    }
  }
}
