import type { Measure, SeriesPoint, ServiceRef } from '../../contract/index.ts'
import type { RequestRates } from './request-rates.ts'

/** A metric of the opened service as the decision needs it. */
export interface MetricReading {
  readonly measure: Measure
  /** The query it came from. */
  readonly source: string
}

/** Current numbers of one workload. */
export interface ServiceReading {
  /** 0 to 1. */
  readonly errorRatio: Measure
  /** Milliseconds. */
  readonly p95: Measure
  /** Requests that reach it; left out where they could not be counted. */
  readonly perSecond?: number
}

/** Current numbers of the workloads of a namespace. */
export interface NamespaceReadings {
  /** By workload name. */
  readonly readings: ReadonlyMap<string, ServiceReading>
  /** What a workload has that is not among them, and why. */
  readonly missing: Measure
}

/** Current numbers of the opened workload. */
export interface ServiceSignals {
  /** 0 to 1, as the destination's proxies and, where none was chosen, the source's report it. */
  readonly errorRatio: MetricReading
  /** Milliseconds. */
  readonly p95: MetricReading
  /** 0 to 1, as the callers' proxies see it. */
  readonly availability: MetricReading
  /** Requests per second. */
  readonly requestRate: MetricReading
}

export type MetricSignal = keyof ServiceSignals

/**
 * Error ratios and latencies of services. Nothing here throws for lack of data: a number that cannot be had is
 * `unknown` with the reason.
 */
export interface ServiceMetrics {
  /** The Service it is reached through, for example `istio-system/prometheus:9090`. */
  readonly name: string
  /** How long a reading still holds requests of before a change, milliseconds: the rate window and one scrape. */
  reachMs(): number
  /**
   * All workloads of a namespace, from one grouped query a metric.
   * @throws FailureError when Prometheus does not answer.
   */
  namespace(namespace: string, abort?: AbortSignal): Promise<NamespaceReadings>
  /**
   * Requests per second by the workload of a namespace that they reached, in the last rate window; as callers, its own
   * proxies or a waypoint report it, whichever saw most of a workload.
   * @throws FailureError when Prometheus does not answer, and when nothing of it can be used.
   */
  requestRates(namespace: string, abort?: AbortSignal): Promise<RequestRates>
  /**
   * What Flagger measured last of a Canary's target, by the name of its check, as its controller exports it; none where nothing
   * scrapes it.
   * @throws FailureError when Prometheus does not answer.
   */
  flaggerMeasured(
    of: { readonly namespace: string; readonly target: string },
    abort?: AbortSignal
  ): Promise<ReadonlyMap<string, number>>
  /**
   * Now, or as it was at `at` (ISO).
   * @throws FailureError when Prometheus does not answer.
   */
  service(ref: ServiceRef, at?: string, abort?: AbortSignal): Promise<ServiceSignals>
  /**
   * The last 30 minutes of each signal in steps of 15 s.
   * @throws FailureError when Prometheus does not answer.
   */
  history(
    ref: ServiceRef,
    range: {
      readonly fromAt: string
      readonly toAt: string
      readonly stepSeconds: number
      /** What a value looks back over at least, so that nothing between two of them is missed. */
      readonly leastWindowSeconds?: number
    },
    abort?: AbortSignal
  ): Promise<Readonly<Record<MetricSignal, readonly SeriesPoint[]>>>
}
