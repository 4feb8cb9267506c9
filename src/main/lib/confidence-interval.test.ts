import { expect, it } from 'vitest'
import { confidenceInterval } from './confidence-interval.ts'

// Figures of R: prop.test(part, whole, correct = FALSE)$conf.int
it.each([
  [0, 7, 0, 0.3543],
  [1, 7, 0.0257, 0.5131],
  [3, 3, 0.4385, 1],
  [50, 1_000, 0.0381, 0.0653]
])('%d of %d lies between %d and %d', (part, whole, low, high) => {
  const interval = confidenceInterval(part, whole)
  expect(interval.low).toBeCloseTo(low, 3)
  expect(interval.high).toBeCloseTo(high, 3)
})
