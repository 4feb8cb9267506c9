import type { ServiceRef } from '../../contract/index.ts'

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

export interface Measurements {
  /** Error ratio and P95 of the service over requests after `sinceAt` only. */
  measure(ref: ServiceRef, sinceAt: string, abort: AbortSignal): Promise<Measured>
}
