import type { SeriesPoint, ServiceRef } from '../../../contract/index.ts'
import type { ServiceMetrics } from '../../ports/metrics.ts'
import type { Prometheus } from './prometheus.ts'

export interface ServiceMetricsOptions {
  /** Stamps readings; wall time when left out. */
  readonly now?: () => Date
  /** Rate window in seconds; 60 when left out. */
  readonly windowSeconds?: number
}

/** Istio's metrics of services, by the console's formulas. */
export function createServiceMetrics(prometheus: Prometheus, options: ServiceMetricsOptions = {}): ServiceMetrics {
  throw new Error(`not there yet ${prometheus.target.service} ${options.windowSeconds ?? ''}`)
}

/** Rates of requests and failed requests over the past, as revision records need them. */
export function createPastErrors(prometheus: Prometheus) {
  return {
    async rates(
      ref: ServiceRef,
      range: { readonly fromAt: string; readonly toAt: string; readonly stepSeconds: number },
      abort?: AbortSignal
    ): Promise<{ readonly total: readonly SeriesPoint[]; readonly failed: readonly SeriesPoint[] }> {
      throw new Error(`not there yet ${prometheus.target.service} ${ref.name} ${range.fromAt} ${abort?.aborted ?? ''}`)
    }
  }
}

/** What verification measures: error ratio and P95 over samples younger than the rollback. */
export function createMeasurements(prometheus: Prometheus, options: ServiceMetricsOptions = {}) {
  return {
    async measure(ref: ServiceRef, sinceAt: string, abort: AbortSignal) {
      throw new Error(
        `not there yet ${prometheus.target.service} ${ref.name} ${sinceAt} ${abort.aborted} ${options.windowSeconds ?? ''}`
      )
    }
  }
}
