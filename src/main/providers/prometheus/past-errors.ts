import type { SeriesPoint, ServiceRef } from '../../../contract/index.ts'
import type { Prometheus } from './prometheus.ts'
import { defaultWindowSeconds, talliesOver } from './service-metrics.ts'
import type { Rates, Tally } from './tally.ts'

/** Rates of requests and of failed requests over the past, per second, as records of revisions need them. */
export function createPastErrors(prometheus: Prometheus) {
  return {
    /** @throws FailureError when Prometheus does not answer. */
    async rates(
      ref: ServiceRef,
      range: { readonly fromAt: string; readonly toAt: string; readonly stepSeconds: number },
      abort?: AbortSignal
    ): Promise<{ readonly total: readonly SeriesPoint[]; readonly failed: readonly SeriesPoint[] }> {
      const moments = await talliesOver(prometheus, ref, range, defaultWindowSeconds, abort)
      const points = (value: (rates: Rates) => number): readonly SeriesPoint[] =>
        moments.map(({ at, tally, sampled }) => ({ at, value: sampled ? value(worseSide(tally)) : null }))
      return { total: points(({ total }) => total), failed: points(({ failed }) => failed) }
    }
  }
}

/** Callers' proxies see the requests that reached no pod; the side with more failures is believed. */
function worseSide({ destination, source }: Tally): Rates {
  return source.failed > destination.failed || destination.total === 0 ? source : destination
}
