/** Delay before the next try, milliseconds: exponential from `firstMs` up to `mostMs`, with full jitter. */
export function backoffMs(
  failures: number,
  firstMs: number,
  mostMs: number,
  random: () => number = Math.random
): number {
  return random() * Math.min(mostMs, firstMs * 2 ** Math.max(0, failures - 1))
}

/** `Retry-After` in milliseconds, clamped to 1–60 s: seconds or an HTTP date; undefined when there is none. */
export function retryAfterMs(header: string | undefined, serverNowMs: number): number | undefined {
  if (header === undefined || header === '') return undefined
  const text = header.trim()
  const seconds = /^[+-]?\d+$/.test(text) ? Number(text) : (Date.parse(text) - serverNowMs) / 1000
  return Number.isNaN(seconds) ? 1_000 : Math.min(60_000, Math.max(1_000, seconds * 1000))
}
