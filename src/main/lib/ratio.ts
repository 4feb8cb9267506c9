/** What rounding may add to a sum of parts. */
const rounding = 1e-9

/**
 * The share that `part` is of `whole`, from 0 to 1; null where that is no ratio: the whole is no finite number above 0, or
 * the part is not one of its parts. Every ratio of counts from outside is made here, so that none can be NaN or above 1.
 */
export function ratioOf(part: number, whole: number): number | null {
  if (!Number.isFinite(whole) || whole <= 0 || !Number.isFinite(part) || part < 0) return null
  const ratio = part / whole
  return ratio <= 1 + rounding ? Math.min(1, ratio) : null
}
