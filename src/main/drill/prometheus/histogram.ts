import type { LabelGroups } from './label-groups.ts'
import type { Labels } from './series.ts'
import type { Sample } from './value.ts'

interface Bucket {
  readonly bound: number
  readonly count: number
}

function boundOf(text: string | undefined): number {
  if (text === undefined) return NaN
  return /^\+?inf$/i.test(text) ? Infinity : Number(text)
}

/** Interpolates within cumulative buckets (prometheus/prometheus promql/quantile.go BucketQuantile). */
export function bucketQuantile(quantile: number, unsorted: readonly Bucket[]): number {
  if (Number.isNaN(quantile)) return NaN
  if (quantile < 0) return -Infinity
  if (quantile > 1) return Infinity
  const sorted = unsorted.toSorted((a, b) => a.bound - b.bound)
  const buckets: { bound: number; count: number }[] = []
  for (const { bound, count } of sorted) {
    const last = buckets.at(-1)
    if (last?.bound === bound) last.count += count
    else buckets.push({ bound, count })
  }
  let highest = 0
  for (const bucket of buckets) {
    highest = Math.max(highest, bucket.count)
    bucket.count = highest
  }
  const top = buckets.at(-1)
  if (top === undefined || top.bound !== Infinity || buckets.length < 2) return NaN
  if (top.count === 0 || Number.isNaN(top.count)) return NaN
  const rank = quantile * top.count
  const index = buckets.slice(0, -1).findIndex(({ count }) => count >= rank)
  if (index === -1) return buckets[buckets.length - 2]?.bound ?? NaN
  const bucket = buckets[index] as Bucket
  const below = buckets[index - 1]
  if (index === 0 && bucket.bound <= 0) return bucket.bound
  const start = below?.bound ?? 0
  const before = below?.count ?? 0
  return start + (bucket.bound - start) * ((rank - before) / (bucket.count - before))
}

/** `histogram_quantile` over classic buckets; `groups` leaves out `le`. */
export function histogramQuantile(
  quantile: number,
  samples: readonly Sample[],
  groups: LabelGroups
): readonly Sample[] {
  const found = new Map<Labels, Bucket[]>()
  for (const { labels, value } of samples) {
    const bound = boundOf(labels['le'])
    if (Number.isNaN(bound)) continue
    const group = groups.of(labels)
    const buckets = found.get(group)
    if (buckets === undefined) found.set(group, [{ bound, count: value }])
    else buckets.push({ bound, count: value })
  }
  return Array.from(found, ([labels, buckets]) => ({ labels, value: bucketQuantile(quantile, buckets) }))
}
