import { expect, it } from 'vitest'
import { clock, utc } from './format-time.ts'

it.each([
  [462_000, '07:42'],
  [4_062_000, '1:07:42'],
  [-1, '00:00']
])('counts %i ms as %s', (ms, text) => expect(clock(ms)).toBe(text))

it('says a time in UTC, and leaves an unreadable one as it is', () => {
  expect(utc('2026-03-14T03:14:07+01:00')).toBe('02:14:07Z')
  expect(utc('soon')).toBe('soon')
})
