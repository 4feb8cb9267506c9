import { bucketQuantile } from '../prometheus/histogram.ts'
import type { Build } from './build.ts'

/** Upper bounds of istio_request_duration_milliseconds (istio/istio pilot defaults, Envoy's histogram buckets). */
export const latencyBoundsMs = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, 3600000
] as const

/** Abramowitz and Stegun 7.1.26; the error is below 1.5e-7. */
function errorFunction(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
  const value = 1 - polynomial * Math.exp(-x * x)
  return x < 0 ? -value : value
}

/** Share of requests that took at most `boundMs`, 0 to 1. */
export function shareWithin(build: Pick<Build, 'medianMs' | 'spread'>, boundMs: number): number {
  if (!Number.isFinite(boundMs)) return 1
  const z = (Math.log(boundMs) - Math.log(build.medianMs)) / build.spread
  return (1 + errorFunction(z / Math.SQRT2)) / 2
}

/** Mean latency in milliseconds of the log-normal distribution. */
export function meanLatencyMs(build: Pick<Build, 'medianMs' | 'spread'>): number {
  return build.medianMs * Math.exp((build.spread * build.spread) / 2)
}

/** P95 in milliseconds as `histogram_quantile` tells it from the buckets. */
export function measuredP95Ms(build: Pick<Build, 'medianMs' | 'spread'>): number {
  const bounds = [...latencyBoundsMs, Infinity]
  return bucketQuantile(
    0.95,
    bounds.map((bound) => ({ bound, count: shareWithin(build, bound) }))
  )
}
