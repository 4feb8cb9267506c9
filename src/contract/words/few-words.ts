import type { FewRequests } from '../observed.ts'
import { formatRatio } from './format-measure.ts'

/** A share of few requests with what it may be of all: `of 7 requests, between 2.6 % and 51.3 % (95 % confidence)`. */
export function fewWords(few: FewRequests): string {
  const count = fewCount(few)
  const of = count === 1 ? '1 request' : `${count} requests`
  return `of ${of}, between ${formatRatio(few.low)} and ${formatRatio(few.high)} (95 % confidence)`
}

/** `7 requests are`, as the beginning of a sentence. */
export function countOfFew(few: FewRequests): string {
  const count = fewCount(few)
  return count === 1 ? '1 request is' : `${count} requests are`
}

/** Rates over a window make no whole number, and where there are any there is one. */
export function fewCount({ requests }: FewRequests): number {
  return Math.max(1, Math.round(requests))
}
