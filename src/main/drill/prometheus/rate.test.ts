import { expect, test } from 'vitest'
import { extrapolatedIncrease } from './rate.ts'

// Window 0 to 60 s, samples every 15 s: sampled 45 s, average distance 15 s, threshold 16.5 s.
const times = [10_000, 25_000, 40_000, 55_000]

test('extends to both ends of the window when the samples reach them', () => {
  // 10 s before and 5 s after are below the threshold: 30 * (45 + 10 + 5) / 45.
  expect(extrapolatedIncrease({ times, values: [100, 110, 120, 130] }, 0, 60_000)).toBeCloseTo(40, 10)
})

test('never below zero at the start of a counter', () => {
  // From 3 with 30 in 45 s the counter was zero 4.5 s earlier: 30 * (45 + 4.5 + 5) / 45.
  expect(extrapolatedIncrease({ times, values: [3, 13, 23, 33] }, 0, 60_000)).toBeCloseTo((30 * 54.5) / 45, 10)
})

test('half a distance when the series begins or ends inside the window', () => {
  const late = { times: [40_000, 55_000], values: [100, 110] }
  // 40 s to the start is beyond 16.5 s: 7.5 s are added instead; 5 s at the end.
  expect(extrapolatedIncrease(late, 0, 60_000)).toBeCloseTo((10 * (15 + 7.5 + 5)) / 15, 10)
})

test('a reset adds what was counted before it', () => {
  expect(extrapolatedIncrease({ times, values: [100, 110, 5, 15] }, 10_000, 55_000)).toBeCloseTo(25, 10)
})

test('one sample is not enough', () => {
  expect(extrapolatedIncrease({ times: [10], values: [1] }, 0, 60_000)).toBeUndefined()
})
