import type { Measure } from '../../../contract/index.ts'
import type { Rates, Tally } from './tally.ts'

/** Fewer requests than this in the window say nothing about health. */
const fewestRequests = 1

export interface Stamp {
  readonly observedAt: string
  readonly windowSeconds: number
}

function hasTraffic({ total }: Rates, { windowSeconds }: Stamp): boolean {
  return total * windowSeconds >= fewestRequests
}

function noTraffic({ windowSeconds }: Stamp): Measure {
  return { state: 'unknown', why: 'noTraffic', detail: `No requests were seen in the last ${windowSeconds} s.` }
}

function known(value: number, { observedAt }: Stamp): Measure {
  return { state: 'known', value, observedAt }
}

/** Failed requests over all requests of one side; null without traffic. Failures without successes are 1, not nothing. */
function ratio(rates: Rates, stamp: Stamp): number | null {
  return hasTraffic(rates, stamp) ? Math.min(1, rates.failed / rates.total) : null
}

/**
 * The worse of what the workload's own proxies and its callers' proxies report: the first miss requests that reached
 * no pod, the second miss callers outside the mesh.
 */
export function errorRatio({ destination, source }: Tally, stamp: Stamp): Measure {
  const ratios = [ratio(destination, stamp), ratio(source, stamp)].filter((value) => value !== null)
  return ratios.length === 0 ? noTraffic(stamp) : known(Math.max(...ratios), stamp)
}

/** The share of requests that callers got an answer to that is not a server error. Unknown when no caller reports. */
export function availability({ source }: Tally, stamp: Stamp): Measure {
  const failed = ratio(source, stamp)
  if (failed !== null) return known(1 - failed, stamp)
  return {
    state: 'unknown',
    why: 'noTraffic',
    detail: `No caller reported requests in the last ${stamp.windowSeconds} s.`
  }
}

/** Requests per second, as the side that saw more of them counts. Zero is a number here. */
export function requestRate({ destination, source }: Tally, stamp: Stamp): Measure {
  const rate = Math.max(destination.total, source.total)
  return rate > 0 ? known(rate, stamp) : noTraffic(stamp)
}

/** A latency quantile; NaN and infinity say that there was nothing to measure. */
export function latency(value: number | null | undefined, stamp: Stamp): Measure {
  if (value === undefined || value === null) return noTraffic(stamp)
  if (Number.isFinite(value)) return known(value, stamp)
  return { state: 'unknown', why: 'noSamples', detail: 'The latency is beyond the largest bucket of the histogram.' }
}
