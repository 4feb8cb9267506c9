import type { FewRequests } from '../observed.ts'
import { formatRatio } from './format-measure.ts'

/** A share of few requests with what it may be of all: `of 7 requests, between 2.6 % and 51.3 % (95 % confidence)`. */
export function fewWords(few: FewRequests): string {
  return `of ${countOfFew(few).replace(/ (?:is|are)$/, '')}, between ${formatRatio(few.low)} and ${formatRatio(few.high)} (95 % confidence)`
}

/** `7 requests are`, as the beginning of a sentence. */
export function countOfFew({ requests }: FewRequests): string {
  const count = Math.max(1, Math.round(requests))
  return count === 1 ? '1 request is' : `${count} requests are`
}
