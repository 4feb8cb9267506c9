import type { SeriesPoint, ServiceRef } from '../../../contract/index.ts'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { mixedClusters } from './cluster-labels.ts'
import type { Prometheus } from './prometheus.ts'
import { talliesOver, type HistoryRange } from './requests-over-time.ts'
import type { Rates, Tally } from './tally.ts'

/** Rates of requests and of what became of them over the past, per second, as standings of revisions need them. */
export function createPastErrors(prometheus: Prometheus) {
  return {
    /** @throws FailureError when Prometheus does not answer, and where its series are of several clusters. */
    async rates(
      ref: ServiceRef,
      range: HistoryRange,
      abort?: AbortSignal
    ): Promise<{
      readonly total: readonly SeriesPoint[]
      readonly failed: readonly SeriesPoint[]
      readonly unsure: readonly SeriesPoint[]
    }> {
      const { moments, mixed } = await talliesOver(prometheus, ref, range, abort)
      if (mixed.length > 0)
        throw new FailureError(failureOf('invalid', mixedClusters(mixed, prometheus.target.cluster)))
      const points = (value: (rates: Rates) => number): readonly SeriesPoint[] =>
        moments.map(({ at, tally, sampled }) => ({ at, value: sampled ? value(worseSide(tally)) : null }))
      return {
        total: points(({ total }) => total),
        failed: points(({ failed }) => failed),
        unsure: points(({ unanswered, unclear }) => unanswered + unclear)
      }
    }
  }
}

/** Callers' proxies and waypoints see the requests that reached no pod; the side with more failures is believed. */
function worseSide({ destination, source, waypoint }: Tally): Rates {
  return [source, waypoint].reduce(
    (worst, side) => (side.failed > worst.failed || worst.total === 0 ? side : worst),
    destination
  )
}
