import { ArmError } from './arm-error.ts'

/** Requests that one principal may still send. */
export interface Throttle {
  /** Takes one from the bucket; throws ArmError 429 when there is none. Returns the header that tells what is left. */
  take(kind: 'reads' | 'writes'): Readonly<Record<string, string>>
  /** Until then, simulated milliseconds, every request is one too many. */
  storm(untilMs: number, of: 'writes' | 'all'): void
}

/** Token buckets of ARM, per subscription and principal (MicrosoftDocs request-limits-and-throttling.md). */
const buckets = { reads: { size: 250, perSecond: 25 }, writes: { size: 200, perSecond: 10 } } as const

/** Full buckets that refill in simulated time. */
export function createThrottle(nowMs: () => number): Throttle {
  const left = { reads: { count: 250, atMs: nowMs() }, writes: { count: 200, atMs: nowMs() } }
  let stormEndsMs = 0
  let stormOf: 'writes' | 'all' = 'all'

  const tooMany = (kind: 'reads' | 'writes', waitMs: number): ArmError => {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000))
    const word = kind === 'reads' ? 'Read' : 'Write'
    return new ArmError(
      429,
      'SubscriptionRequestsThrottled',
      `Number of requests for this subscription and operation type '${word}' exceeded the server limit. Please try again after '${seconds}' seconds.`,
      { 'retry-after': String(seconds), [`x-ms-ratelimit-remaining-subscription-${kind}`]: '0' }
    )
  }

  return {
    take(kind) {
      const now = nowMs()
      if (now < stormEndsMs && (stormOf === 'all' || kind === 'writes')) throw tooMany(kind, stormEndsMs - now)
      const { size, perSecond } = buckets[kind]
      const bucket = left[kind]
      bucket.count = Math.min(size, bucket.count + ((now - bucket.atMs) / 1000) * perSecond)
      bucket.atMs = now
      if (bucket.count < 1) throw tooMany(kind, ((1 - bucket.count) / perSecond) * 1000)
      bucket.count--
      return { [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(Math.floor(bucket.count)) }
    },
    storm(untilMs, of) {
      stormEndsMs = untilMs
      stormOf = of
    }
  }
}
