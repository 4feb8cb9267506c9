/** A bucket that holds `burst` tokens and gains `perSecond`. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/**
 * Limits how often something may happen.
 * @param nowMs monotonic milliseconds
 * @returns a function that takes a token and says whether there was one
 */
export function createRateLimit(rate: Rate, nowMs: () => number): () => boolean {
  let tokens = rate.burst
  let at = nowMs()
  return () => {
    const now = nowMs()
    tokens = Math.min(rate.burst, tokens + ((now - at) / 1_000) * rate.perSecond)
    at = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
