import type { Demand } from './demand.ts'
import { demandUntil } from './demand.ts'

interface Span {
  readonly fromMs: number
  toMs: number | undefined
  /** Share of the route's requests. */
  readonly share: number
  readonly demandAtStart: number
  /** Requests counted before this span. */
  readonly before: number
}

/** The share of a route's requests that had one fate, over time; counts at any time cost a binary search. */
export interface Ledger {
  /** From now on this share of the requests; 0 ends it. Times never go back. */
  set(share: number, atMs: number): void
  /** When the first request was counted; undefined before. */
  firstMs(): number | undefined
  /** Requests counted up to a time, not rounded. */
  total(atMs: number): number
}

export function createLedger(demand: Demand): Ledger {
  const spans: Span[] = []

  const within = (span: Span, atMs: number): number =>
    span.share * (demandUntil(demand, Math.min(atMs, span.toMs ?? atMs)) - span.demandAtStart)

  /** Index of the last span that began before a time, or -1. */
  const lastBefore = (atMs: number): number => {
    let low = 0
    let high = spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((spans[middle]?.fromMs ?? Infinity) < atMs) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  return {
    set(share, atMs) {
      const last = spans.at(-1)
      if (last !== undefined && last.toMs === undefined) {
        if (last.share === share) return
        last.toMs = atMs
      }
      if (share === 0) return
      const before = last === undefined ? 0 : last.before + within(last, atMs)
      spans.push({ fromMs: atMs, toMs: undefined, share, demandAtStart: demandUntil(demand, atMs), before })
    },
    firstMs: () => spans[0]?.fromMs,
    total(atMs) {
      const span = spans[lastBefore(atMs)]
      return span === undefined ? 0 : span.before + within(span, atMs)
    }
  }
}
