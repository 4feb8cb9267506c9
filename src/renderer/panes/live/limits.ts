/**
 * The limits that the panels draw. They repeat the procedure's matrix for the eye only: what fires is main's verdict.
 * Error ratio above 1 % prepares and above 5 % rolls back; P95 at 2 and 3 times normal; availability under 99.9 and 99 %.
 */
export const limits = {
  errorRatio: { prepare: 0.01, rollBack: 0.05 },
  p95: { prepare: 2, rollBack: 3 },
  availability: { prepare: 0.999, rollBack: 0.99 }
} as const

export type Level = '' | 'warn' | 'bad'

/** Colour class of an error ratio. */
export function errorLevel(ratio: number): Level {
  return ratio > limits.errorRatio.rollBack ? 'bad' : ratio >= limits.errorRatio.prepare ? 'warn' : ''
}

/** Colour class of a P95 against normal; without a normal there is nothing to judge by. */
export function p95Level(ms: number, normalMs: number | null): Level {
  if (normalMs === null || normalMs <= 0) return ''
  const times = ms / normalMs
  return times > limits.p95.rollBack ? 'bad' : times >= limits.p95.prepare ? 'warn' : ''
}

/** Colour class of an availability ratio. */
export function availabilityLevel(ratio: number): Level {
  return ratio < limits.availability.rollBack ? 'bad' : ratio < limits.availability.prepare ? 'warn' : ''
}
