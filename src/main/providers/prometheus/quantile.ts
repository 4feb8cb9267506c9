/** One bucket of a histogram: how many requests a second took at most so long. */
export interface Bucket {
  /** Infinity for the last one. */
  readonly most: number
  readonly rate: number
}

/**
 * A quantile (0 to 1) of a histogram, in the unit of its buckets: linear within a bucket, the lower end of the last one.
 * Follows prometheus/prometheus promql/quantile.go BucketQuantile, with buckets made to grow as ensureMonotonicAndIgnoreSmallDeltas does.
 * Null without a last bucket, with fewer than two, and without requests.
 */
export function bucketQuantile(quantile: number, unsorted: readonly Bucket[]): number | null {
  const buckets = growing(unsorted.toSorted((a, b) => a.most - b.most))
  const last = buckets.at(-1)
  if (last === undefined || last.most !== Infinity || buckets.length < 2 || !(last.rate > 0)) return null
  const rank = quantile * last.rate
  const index = buckets.findIndex(({ rate }) => rate >= rank)
  const found = buckets[index]
  const below = buckets[index - 1]
  if (found === undefined || found === last) return buckets.at(-2)?.most ?? null
  if (below === undefined && found.most <= 0) return found.most
  const from = below ?? { most: 0, rate: 0 }
  const share = (rank - from.rate) / (found.rate - from.rate)
  return from.most + (found.most - from.most) * (Number.isFinite(share) ? share : 1)
}

/** Scrapes of several pods at different times make a bucket smaller than the one that it contains. */
function growing(buckets: readonly Bucket[]): readonly Bucket[] {
  let most = 0
  return buckets.map((bucket) => {
    most = Math.max(most, bucket.rate)
    return { ...bucket, rate: most }
  })
}
