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
      const serverMs = Date.parse(date ?? '')
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
