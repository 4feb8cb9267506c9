import type { Sample } from './value.ts'
import { labelKey, without } from './value.ts'

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
  const merged = sorted.reduce<Bucket[]>((kept, bucket) => {
    const last = kept.at(-1)
    if (last?.bound !== bucket.bound) return [...kept, bucket]
    return [...kept.slice(0, -1), { bound: last.bound, count: last.count + bucket.count }]
  }, [])
  let highest = 0
  const buckets = merged.map(({ bound, count }) => ({ bound, count: (highest = Math.max(highest, count)) }))
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

/** `histogram_quantile` over classic buckets. */
export function histogramQuantile(quantile: number, samples: readonly Sample[]): readonly Sample[] {
  const groups = new Map<string, { readonly labels: Sample['labels']; readonly buckets: Bucket[] }>()
  for (const { labels, value } of samples) {
    const bound = boundOf(labels['le'])
    if (Number.isNaN(bound)) continue
    const rest = without(labels, ['le', '__name__'])
    const key = labelKey(rest)
    const group = groups.get(key) ?? { labels: rest, buckets: [] }
    groups.set(key, group)
    group.buckets.push({ bound, count: value })
  }
  return [...groups.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(quantile, buckets) }))
}
