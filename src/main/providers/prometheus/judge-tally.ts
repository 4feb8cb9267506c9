import type { FewRequests, Measure } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { formatRatio } from '../../../contract/words/format-measure.ts'
import { confidenceInterval } from '../../lib/confidence-interval.ts'
import { ratioOf } from '../../lib/ratio.ts'
import type { Limits } from '../../ports/limits.ts'
import type { Rates, Tally } from './tally.ts'

/** Fewer requests than this in the window are none. */
const fewestRequests = 1

/** What is taken for health: what is left in the dark has to be less than would not be. */
export type Healthy = Pick<Limits, 'errorRatio' | 'availability' | 'fewRequests'>

export interface Stamp {
  readonly observedAt: string
  readonly windowSeconds: number
}

type Unknown = Extract<Measure, { state: 'unknown' }>

/** A measure that is not known, with the reason in words. */
export function unknown(why: Unknown['why'], detail: string): Unknown {
  return { state: 'unknown', why, detail }
}

function noTraffic({ windowSeconds }: Stamp): Unknown {
  return unknown('noTraffic', `No requests were seen in the last ${formatDuration(windowSeconds * 1_000)}.`)
}

function known(value: number, { observedAt }: Stamp): Extract<Measure, { state: 'known' }> {
  return { state: 'known', value, observedAt }
}

/** A latency beyond a day is none; as a normal one it would let everything pass. */
const mostLatencyMs = 86_400_000

/** Whether a value of Prometheus can be a latency in milliseconds. */
export function isLatency(value: number | null): value is number {
  return value !== null && value >= 0 && value <= mostLatencyMs
}

const notNumbers = unknown('unusable', 'Prometheus answered with a rate that is not a number of requests.')

function withTraffic(sides: readonly Rates[], { windowSeconds }: Stamp): readonly Rates[] {
  return sides.filter(({ total }) => total * windowSeconds >= fewestRequests)
}

function share(rates: Rates, ...parts: readonly (keyof Rates)[]): number {
  // Rates are finite parts of a total that is above 0, so that this is a ratio; what it is not counts as all of it.
  return (
    ratioOf(
      parts.reduce((sum, part) => sum + rates[part], 0),
      rates.total
    ) ?? 1
  )
}

/** Of the sides that saw requests, the one where most of them were lost; of several the one that saw most. */
function worstOf(
  sides: readonly Rates[],
  ...lost: readonly (keyof Rates)[]
): { readonly rates: Rates; readonly share: number } | null {
  return sides.reduce<{ readonly rates: Rates; readonly share: number } | null>((worst, rates) => {
    const one = { rates, share: share(rates, ...lost) }
    if (worst === null || one.share > worst.share) return one
    return one.share === worst.share && rates.total > worst.rates.total ? one : worst
  }, null)
}

/** What a share of a side's requests is said with, where there are few of them. */
function fewOf(
  { rates, share: of }: { readonly rates: Rates; readonly share: number },
  { windowSeconds }: Stamp,
  { fewRequests }: Healthy
): { readonly few?: FewRequests } {
  const requests = rates.total * windowSeconds
  return requests >= fewRequests ? {} : { few: { requests, ...confidenceInterval(of * requests, requests) } }
}

/** Why few errors prove nothing: how many requests of a side have an outcome that nobody knows. */
function doubt(rates: Rates, proves: string): Unknown {
  const unanswered = share(rates, 'unanswered')
  const unclear = share(rates, 'unclear')
  const which =
    unanswered >= unclear
      ? `${formatRatio(unanswered)} of the requests got no answer, as when callers give up`
      : `${formatRatio(unclear)} of the requests have no code or status that tells an answer from a failure`
  return unknown('cannotTell', `${which}, so ${proves}.`)
}

/**
 * The worst of what the workload's own proxies, its callers' and a waypoint report: the first miss requests that reached
 * no pod, the others callers outside the mesh. Unknown where requests that nobody answered could be what is wrong.
 */
export function errorRatio(
  { destination, source, waypoint, unusable }: Tally,
  stamp: Stamp,
  healthy: Healthy
): Measure {
  if (unusable) return notNumbers
  const sides = withTraffic([destination, source, waypoint], stamp)
  const worst = worstOf(sides, 'failed')
  if (worst === null) return noTraffic(stamp)
  const measured = { ...known(worst.share, stamp), ...fewOf(worst, stamp, healthy) }
  if (worst.share >= healthy.errorRatio) return measured
  const dark = sides.find((rates) => share(rates, 'failed', 'unanswered', 'unclear') >= healthy.errorRatio)
  return dark ? doubt(dark, `errors of ${formatRatio(worst.share)} prove nothing`) : measured
}

/** The share of requests that got an answer which is not a server error, as callers or a waypoint see it. */
export function availability({ source, waypoint, unusable }: Tally, stamp: Stamp, healthy: Healthy): Measure {
  if (unusable) return notNumbers
  const sides = withTraffic([source, waypoint], stamp)
  const worst = worstOf(sides, 'failed', 'unanswered')
  if (worst === null) {
    const time = formatDuration(stamp.windowSeconds * 1_000)
    return unknown('noTraffic', `No caller and no waypoint reported requests in the last ${time}.`)
  }
  const { share: lost } = worst
  const { few } = fewOf(worst, stamp, healthy)
  const measured = {
    ...known(1 - lost, stamp),
    ...(few && { few: { ...few, low: 1 - few.high, high: 1 - few.low } })
  }
  if (lost >= healthy.errorRatio) return measured
  const dark = sides.find((rates) => share(rates, 'failed', 'unanswered', 'unclear') >= lost + 1 - healthy.availability)
  return dark ? doubt(dark, 'how many got a good one is not known') : measured
}

/** Requests per second, as the side that saw most of them counts. Zero is a number here. */
export function requestRate({ destination, source, waypoint, unusable }: Tally, stamp: Stamp): Measure {
  if (unusable) return notNumbers
  const rate = Math.max(destination.total, source.total, waypoint.total)
  return rate > 0 ? known(rate, stamp) : noTraffic(stamp)
}

/** A latency quantile in milliseconds; NaN says that there was nothing to measure. */
export function latency(value: number | null | undefined, stamp: Stamp): Measure {
  if (value === undefined || value === null) return noTraffic(stamp)
  if (value === Infinity) return unknown('noSamples', 'The latency is beyond the largest bucket of the histogram.')
  return isLatency(value)
    ? known(value, stamp)
    : unknown('unusable', 'Prometheus answered with a latency that is not a time.')
}
