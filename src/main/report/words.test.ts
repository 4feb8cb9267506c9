import { expect, it } from 'vitest'
import { offsetText, utcWhereZoned } from './words.ts'

it.each([
  ['2026-03-01T02:05:31.250Z', '2026-03-01 02:05:31Z'],
  ['2026-03-01T02:05Z', '2026-03-01 02:05:00Z'],
  ['2026-03-01T02:05:00+02:00', '2026-03-01 00:05:00Z'],
  // No zone, or no time at all: nothing is guessed.
  ['2026-03-01T02:05:00', '2026-03-01T02:05:00'],
  ['2026-03-01 02:05', '2026-03-01 02:05'],
  ['02:05', '02:05'],
  ['about 5 past two', 'about 5 past two'],
  ['1', '1'],
  ['2026-13-01T02:05:00Z', '2026-13-01T02:05:00Z']
])('%s reads %s', (text, expected) => {
  expect(utcWhereZoned(text)).toBe(expected)
})

it.each([
  [0, 'UTC+00:00'],
  [120, 'UTC+02:00'],
  [-210, 'UTC-03:30'],
  [345, 'UTC+05:45']
])('%d minutes east is %s', (minutes, expected) => {
  expect(offsetText(minutes)).toBe(expected)
})
