import type { Clock } from '../ports/clock.ts'

/** The server's time, told from the `Date` of its answers. */
export interface ServerClock {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
  /** Server minus ours, milliseconds; 0 until the server has said its time. */
  readonly skewMs: () => number
  /** Takes the `Date` header of an answer that has just arrived; true when the skew is now another. */
  notice(date: string | undefined): boolean
}

export function createServerClock(clock: Clock): ServerClock {
  let skewMs = 0
  return {
    nowMs: () => clock.now().getTime() + skewMs,
    skewMs: () => skewMs,
    notice(date) {
      const serverMs = httpDateMs(date)
      if (Number.isNaN(serverMs)) return false
      const measured = serverMs + 500 - clock.now().getTime()
      // HTTP dates have whole seconds, and in a drill a slow answer is many simulated seconds old.
      const coarseMs = 1_500 * Math.max(1, clock.speed)
      const next = Math.abs(measured) <= coarseMs ? 0 : measured
      if (Math.abs(next - skewMs) <= coarseMs) return false
      skewMs = next
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
