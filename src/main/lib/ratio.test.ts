import { expect, it } from 'vitest'
import { ratioOf } from './ratio.ts'

it.each([
  [0, 10, 0],
  [5, 10, 0.5],
  [10, 10, 1],
  [0.1 + 0.2, 0.3, 1],
  [0, 0, null],
  [1, 0, null],
  [-15, 10, null],
  [15, 10, null],
  [5, -10, null],
  [-5, -10, null],
  [Number.NaN, 10, null],
  [5, Number.NaN, null],
  [5, Infinity, null],
  [Infinity, Infinity, null],
  [1e308, 1e308 + 1e308, null]
])('%d of %d is the ratio %s', (part, whole, ratio) => {
  expect(ratioOf(part, whole)).toBe(ratio)
})
