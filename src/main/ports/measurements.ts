import type { ServiceRef } from '../../contract/index.ts'
import type { RequestRates } from './request-rates.ts'

/** What verification measures; a reason instead of a number when it cannot be measured. */
export interface Measured {
  /** 0-1 */
  readonly errorRatio: { readonly value: number; readonly at: string } | { readonly why: string }
  readonly p95:
    | { readonly valueMs: number; readonly normalMs: number | null; readonly at: string }
    | { readonly why: string }
  /** Rate window plus scrape interval, milliseconds: samples younger than that still hold older requests. */
  readonly reachMs: number
}

/** Requests per second by the workload that they reached; a reason instead where that cannot be measured. */
export interface MeasuredRequests {
  readonly rates: (RequestRates & { readonly at: string }) | { readonly why: string }
  /** As of `Measured`. */
  readonly reachMs: number
}

export interface Measurements {
  /** What the workloads of a namespace get, of requests after `sinceAt` only. */
  requests(namespace: string, sinceAt: string, abort: AbortSignal): Promise<MeasuredRequests>
  /** Error ratio and P95 of the service over requests after `sinceAt` only. */
  measure(ref: ServiceRef, sinceAt: string, abort: AbortSignal): Promise<Measured>
}
