/** What a measure found: ours and what it is compared with, in the measure's unit; or why it cannot be taken here. */
export type Finding = { readonly value: number; readonly baseline: number } | { readonly unavailable: string }

/** One line of `npm run bench`. A file `*.bench.ts` in this folder exports a list of these as `measures`. */
export interface Measure {
  readonly name: string
  readonly unit: string
  /** The greatest ratio of value to baseline that is good enough, or the greatest value in the measure's own unit. */
  readonly goal: number | { readonly atMost: number }
  /** Too long for the usual run: only with `--only NAME`. */
  readonly isOnDemand?: boolean
  readonly run: (context: BenchContext) => Promise<Finding>
}

/** What the runner hands to every measure. */
export interface BenchContext {
  /** Absolute path of the Electron executable. */
  readonly electron: string
  /** The checkout, absolute. */
  readonly root: string
  /** Progress for the person who waits; goes to stderr. */
  readonly say: (line: string) => void
}

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)]
  if (upper === undefined) throw new RangeError('the median of nothing')
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper
}

/**
 * The smallest value that at least `share` of all values do not exceed (nearest rank).
 *
 * @param share from 0 to 1, 0.99 for the 99th percentile
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (found === undefined) throw new RangeError('a percentile of nothing')
  return found
}
