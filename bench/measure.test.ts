import { describe, expect, test } from 'vitest'
import { median, percentile } from './measure.ts'

describe('median', () => {
  test('of an odd number is the middle one', () => expect(median([9, 1, 5])).toBe(5))
  test('of an even number is the mean of the two in the middle', () => expect(median([1, 2, 4, 9])).toBe(3))
  test('of nothing is an error', () => expect(() => median([])).toThrow(RangeError))
})

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  test('99 % of 1 to 100 is 99', () => expect(percentile(hundred, 0.99)).toBe(99))
  test('100 % is the greatest', () => expect(percentile(hundred, 1)).toBe(100))
})
