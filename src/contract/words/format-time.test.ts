import { expect, it } from 'vitest'
import { utc, utcDated } from './format-time.ts'

it('says a time in UTC, and leaves an unreadable one as it is', () => {
  expect(utc('2026-03-14T03:14:07+01:00')).toBe('02:14:07Z')
  expect(utcDated('2026-03-14T00:14:07.250+01:00')).toBe('2026-03-13 23:14:07Z')
  expect([utc('soon'), utcDated('soon')]).toEqual(['soon', 'soon'])
})
