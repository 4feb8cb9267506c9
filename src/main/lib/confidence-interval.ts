/** Of the normal distribution, for 95 %. */
const z = 1.96

/**
 * Between what a share lies of which `part` of `whole` trials were seen, with 95 % confidence: Wilson's score interval,
 * which holds for few trials and for shares of 0 and 1. Counts may be fractions, as rates over a window are; `whole` is
 * above 0 and `part` from 0 to `whole`.
 */
export function confidenceInterval(part: number, whole: number): { readonly low: number; readonly high: number } {
  const share = part / whole
  const scale = 1 + z ** 2 / whole
  const middle = (share + z ** 2 / (2 * whole)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / whole + z ** 2 / (4 * whole ** 2))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
