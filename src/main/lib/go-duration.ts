const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000
}

/** Nanoseconds are counted in 64 bits: what is longer, 292 years, Go refuses (go src/time/format.go ParseDuration). */
const longestMs = 2 ** 63 / 1e6

/**
 * Milliseconds of a duration as Go writes it, such as `1m30s`; null for what Go's time.ParseDuration refuses.
 * A bare `0` is the only number without a unit.
 */
export function goDurationMs(text: string): number | null {
  if (text === '0') return 0
  // Digits are read in one way only: where there are two, thirty parts take longer than anybody waits.
  const [, sign = '', rest = ''] = /^([+-]?)(.+)$/.exec(text) ?? []
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(rest)) return null
  const parts = rest.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)
  const sum = [...parts].reduce((total, [, amount, unit = '']) => total + Number(amount) * (unitMs[unit] ?? 0), 0)
  if (sum >= longestMs) return null
  return sign === '-' ? -sum : sum
}
