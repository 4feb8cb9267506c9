import type { GateReading } from '../ports/gate.ts'

/** A reading that is older than this is no news, milliseconds by the clock of the place. */
const staleAfterMs = 60_000
/** So many readings may be missed before the time starts again. */
const missed = 3

/** For how long a gate has been met without a break. */
export interface Held {
  /** Null while it is not met. */
  readonly sinceMs: number | null
  /** How long what was read covers, milliseconds. */
  readonly ms: number
  /** Of the last reading, by the clock of the place. */
  readonly readAtMs: number
}

export const nothingHeld: Held = { sinceMs: null, ms: 0, readAtMs: 0 }

/**
 * Pure. Unknown, stale, or not read for a while, such as while the computer slept: the time starts again, because nobody
 * knows what was between. A value counts up to the time that it is of; the same one twice says nothing new.
 */
export function heldFor(before: Held, reading: GateReading, nowMs: number, everyMs: number, speed: number): Held {
  const ofMs = reading.at === undefined ? nowMs : Date.parse(reading.at)
  const isStale = Number.isNaN(ofMs) || nowMs - ofMs > Math.max(staleAfterMs, 1_000 * speed)
  if (reading.met !== true || isStale) return { ...nothingHeld, readAtMs: nowMs }
  const isGap = nowMs - before.readAtMs > missed * Math.max(everyMs, 1_000 * speed)
  if (before.sinceMs === null || isGap) return { sinceMs: ofMs, ms: 0, readAtMs: nowMs }
  return { ...before, ms: Math.max(before.ms, ofMs - before.sinceMs), readAtMs: nowMs }
}
