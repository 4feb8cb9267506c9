import { expect, it } from 'vitest'
import type { Measure } from '../observed.ts'
import { weekAgoText } from './week-ago-text.ts'

const known = (value: number): Measure => ({ state: 'known', value, observedAt: '2026-03-01T20:00:00Z' })
const unknown: Measure = { state: 'unknown', why: 'noSamples', detail: '' }

it.each([
  ['ms', known(180), known(420), 'a week ago 420 ms'],
  ['ms', known(180), known(240), ''],
  ['ms', unknown, known(240), 'a week ago 240 ms'],
  ['ms', known(180), unknown, ''],
  ['ms', known(180), undefined, ''],
  ['rps', known(40), known(212), 'a week ago 212 req/s'],
  ['ratio', known(0.0001), known(0.002), ''],
  ['ratio', known(0.002), known(0.03), 'a week ago 3 %']
] as const)('of %s, before %j, then %j: %j', (unit, normal, lastWeek, text) => {
  expect(weekAgoText({ unit, normal, ...(lastWeek === undefined ? {} : { lastWeek }) })).toBe(text)
})
