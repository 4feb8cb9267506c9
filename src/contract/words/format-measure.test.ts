import { describe, expect, it } from 'vitest'
import { formatAge, formatDuration } from './format-duration.ts'
import { besideLimit, formatRatio, inUnit } from './format-measure.ts'

it.each([
  [0.078, '7.8 %'],
  [0, '0 %'],
  [0.0003, '0.03 %'],
  [0.000001, '0.0001 %'],
  [1, '100 %'],
  [0.99996, '99.996 %'],
  [0.9995, '99.95 %'],
  [0.922, '92.2 %']
])('says the ratio %d as %s', (ratio, text) => expect(formatRatio(ratio)).toBe(text))

it('keeps the unit of each signal', () => {
  expect(inUnit(612.4, 'ms')).toBe('612 ms')
  expect(inUnit(12_340, 'ms')).toBe('12.3 s')
  expect(inUnit(212, 'rps')).toBe('212 req/s')
  expect(inUnit(95, 's')).toBe('1 min 35 s')
  expect(inUnit(2.44, 'times')).toBe('2.4×')
})

it.each([
  [-500, '0 s'],
  [0, '0 s'],
  [2, 'less than a second'],
  [288, 'less than a second'],
  [999.9, 'less than a second'],
  [42_900, '42 s'],
  [59_999, '59 s'],
  [190_000, '3 min 10 s'],
  [180_000, '3 min'],
  [7_500_000, '2 h 5 min'],
  [6 * 86_400_000, '6 d'],
  [274_000_000, '3 d 4 h']
])('says a duration of %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

it.each([
  [-500, '< 1 s'],
  [840, '< 1 s'],
  [6_400, '6 s'],
  [190_000, '3 min'],
  [2 * 86_400_000, '2 d']
])('says an age of %d ms as %s', (ms, text) => expect(formatAge(ms)).toBe(text))

describe('a value beside its limit', () => {
  it.each([
    [0.0504, 0.05, 'ratio', '5.04 %', '5 %'],
    [0.050004, 0.05, 'ratio', '5.0004 %', '5 %'],
    [0.0499, 0.05, 'ratio', '4.99 %', '5 %'],
    [0.078, 0.05, 'ratio', '7.8 %', '5 %'],
    [0.99004, 0.99, 'ratio', '99.004 %', '99 %'],
    [540.3, 540, 'ms', '540.3 ms', '540 ms'],
    [12_340, 12_300, 'ms', '12.34 s', '12.3 s'],
    [2.01, 2, 'times', '2.01×', '2×'],
    [30.4, 30, 's', '30.4 s', '30 s'],
    [0.3, 0.4, 's', '0.3 s', '0.4 s'],
    [7_520, 7_500, 's', '2 h 5 min 20 s', '2 h 5 min'],
    [10.2, 10, 'rps', '10.2 req/s', '10 req/s'],
    [0.05, 0.05, 'ratio', '5 %', '5 %']
  ] as const)('%d beside %d (%s) reads %s and %s', (value, limit, unit, left, right) =>
    expect(besideLimit(value, limit, unit)).toEqual({ value: left, limit: right })
  )
})
