/** Between two looks, milliseconds: three of the pauses that a proof makes. */
const mostPauseMs = 15_000
/** A look that takes longer says nothing of now, milliseconds. */
const mostLookMs = 60_000

/** Since when every look found all of it well; times by the clock of the place, milliseconds. */
export interface WellSince {
  /** Null while it is not. */
  readonly sinceMs: number | null
  /** When the last look was over. */
  readonly lookedMs: number
}

/** One look at all that a proof rests on. */
export interface LookTaken {
  readonly beganMs: number
  readonly endedMs: number
  readonly isWell: boolean
}

/**
 * What one more look says. Where nobody looked for a while, as while the computer slept, the time begins anew, because nobody
 * knows what was between. A pause and a look take real time, of which a fast drill's clock makes more. Pure.
 */
export function wellSince(before: WellSince | null, { beganMs, endedMs, isWell }: LookTaken, speed: number): WellSince {
  const onItsWayMs = 3_000 * Math.max(0, speed - 1)
  const isOld = endedMs - beganMs > mostLookMs + onItsWayMs
  if (!isWell || isOld) return { sinceMs: null, lookedMs: endedMs }
  const isGap = before === null || beganMs - before.lookedMs > mostPauseMs + onItsWayMs
  return { sinceMs: isGap ? endedMs : (before.sinceMs ?? endedMs), lookedMs: endedMs }
}
