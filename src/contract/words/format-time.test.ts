import { expect, it } from 'vitest'
import { utc, utcDated, utcMinute, utcSpelled } from './format-time.ts'

it('says a time in UTC, and shows of an unreadable one what is short and plain', () => {
  expect(utc('2026-03-14T03:14:07+01:00')).toBe('02:14:07Z')
  expect(utcDated('2026-03-14T00:14:07.250+01:00')).toBe('2026-03-13 23:14:07Z')
  expect([utc('soon'), utcDated('soon')]).toEqual(['soon', 'soon'])
  const moving = `\u001B[2Jresult\nrecovered \u202Eevil ${'x'.repeat(900)}`
  for (const say of [utc, utcDated, utcSpelled, utcMinute]) expect(say(moving)).toMatch(/^[ -~]{1,40}$/)
})

it('spells the zone out in a sentence, and rounds a minute down as a clock does', () => {
  expect(utcSpelled('2026-03-14T03:14:59.900+01:00')).toBe('02:14:59 UTC')
  expect(utcSpelled('2026-03-14T03:14:07Z', { dated: true })).toBe('2026-03-14 03:14:07 UTC')
  expect(utcMinute('2026-03-14T03:14:59.900+01:00')).toBe('02:14')
  expect([utcSpelled('Zero hour'), utcMinute('soon after two')]).toEqual(['Zero hour', 'soon after two'])
})
