import { expect, it } from 'vitest'
import { typedMoment } from './typed-moment.ts'

const now = Date.parse('2026-03-14T02:20:00Z')

it.each([
  ['02:05', '2026-03-14T02:05:00.000Z'],
  ['2:05:10 UTC', '2026-03-14T02:05:10.000Z'],
  // Nobody was paged in the future.
  ['23:50', '2026-03-13T23:50:00.000Z'],
  ['2026-03-14T02:05Z', '2026-03-14T02:05:00.000Z'],
  ['2026-03-14 03:05:10+01:00', '2026-03-14T02:05:10.000Z'],
  ['2026-03-14 02:05:10 UTC', '2026-03-14T02:05:10.000Z']
])('understands %s', (text, moment) => {
  expect(typedMoment(text, now)).toBe(moment)
})

it.each(['', 'just now', '25:00', '2026-03-14T02:05', '02:05 CET', '2026-99-99T02:05Z'])(
  'guesses nothing of %j',
  (text) => {
    expect(typedMoment(text, now)).toBeNull()
  }
)
