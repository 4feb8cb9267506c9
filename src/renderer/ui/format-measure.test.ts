import { expect, it } from 'vitest'
import { inUnit, percent, whyUnknown } from './format-measure.ts'

it.each([
  [0.078, '7.8 %'],
  [0, '0.0 %'],
  [0.0003, '0.03 %'],
  [1, '100 %'],
  [0.99996, '99.99 %'],
  [0.9995, '99.95 %'],
  [0.922, '92.2 %']
])('says the ratio %d as %s', (ratio, text) => expect(percent(ratio)).toBe(text))

it('keeps the unit of each signal', () => {
  expect(inUnit(612.4, 'ms')).toBe('612 ms')
  expect(inUnit(12_340, 'ms')).toBe('12.3 s')
  expect(inUnit(212, 'rps')).toBe('212 req/s')
  expect(inUnit(95, 's')).toBe('95 s')
})

it('never says an unknown measure as a number', () => {
  expect(whyUnknown({ state: 'unknown', why: 'noTraffic', detail: '' })).toBe('no traffic')
})
