import type { Clock } from '../ports/clock.ts'

/** The server's time, told from the `Date` of its answers. */
export interface ServerClock {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
  /** Server minus ours, milliseconds; 0 until the server has said its time. */
  readonly skewMs: () => number
  /**
   * Takes the `Date` header of an answer that has just arrived, to a request that was made at `askedAtMs` by our clock;
   * true when the skew is now another.
   */
  notice(date: string | undefined, askedAtMs: number): boolean
}

/** What two clocks that agree are apart at most, milliseconds of real time. */
const toleranceMs = 500

/**
 * An answer was dated at some moment between the request and its arrival: that bounds the skew, and a skew within the
 * bounds is kept. Else a slow answer, whose date is old when it arrives, would set the server's clock back and the next
 * one forth again, and with it when a rollout began.
 */
export function createServerClock(clock: Pick<Clock, 'now' | 'speed'>): ServerClock {
  let skewMs = 0
  return {
    nowMs: () => clock.now().getTime() + skewMs,
    skewMs: () => skewMs,
    notice(date, askedAtMs) {
      const serverMs = httpDateMs(date)
      if (Number.isNaN(serverMs)) return false
      // HTTP dates have whole seconds, and in a drill real milliseconds are many simulated ones.
      const slackMs = toleranceMs * Math.max(1, clock.speed)
      const leastMs = serverMs - clock.now().getTime()
      const mostMs = serverMs + 1_000 - askedAtMs
      const fits = (skew: number): boolean => skew >= leastMs - slackMs && skew <= mostMs + slackMs
      if (fits(skewMs)) return false
      skewMs = fits(0) ? 0 : (leastMs + mostMs) / 2
      return true
    }
  }
}

/** Times that dates can be added to, in milliseconds since the epoch: the year 2000 to 9999. */
const [firstMs, lastMs] = [Date.UTC(2000), Date.UTC(9999)]

/** A `Date` header in milliseconds since the epoch; NaN where it says none, or one that no clock shows. */
export function httpDateMs(date: string | undefined): number {
  const ms = Date.parse(date ?? '')
  return ms >= firstMs && ms < lastMs ? ms : Number.NaN
}
