import { expect, it } from 'vitest'
import { bucketQuantile } from './quantile.ts'

const buckets = (...pairs: readonly (readonly [number, number])[]) => pairs.map(([most, rate]) => ({ most, rate }))

// By the rules of BucketQuantile; e2e/what-changed.test.ts holds it against histogram_quantile of the drill's Prometheus.
it.each([
  ['the middle of a bucket', 0.5, buckets([100, 0], [200, 10], [Infinity, 10]), 150],
  ['from nothing in the first one', 0.5, buckets([100, 10], [Infinity, 10]), 50],
  ['the end of the last one that has an end', 0.99, buckets([100, 5], [Infinity, 10]), 100],
  ['buckets in no order', 0.5, buckets([Infinity, 10], [200, 10], [100, 0]), 150],
  ['buckets that shrink as none can', 0.5, buckets([100, 6], [200, 5], [Infinity, 10]), 83.333333333],
  ['no requests', 0.5, buckets([100, 0], [Infinity, 0]), null],
  ['no last bucket', 0.5, buckets([100, 1], [200, 2]), null],
  ['a single bucket', 0.5, buckets([Infinity, 2]), null]
])('%s', (_, quantile, given, expected) => {
  const found = bucketQuantile(quantile, given)
  expect(found === null ? null : Number(found.toFixed(9))).toBe(expected)
})
