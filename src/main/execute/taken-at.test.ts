import { expect, it } from 'vitest'
import { takenAt } from './taken-at.ts'

const startedAt = '2026-03-01T02:00:00.400Z'
const between = { startedAt, endedAtMs: Date.parse('2026-03-01T02:00:03.000Z'), speed: 1 }

it.each([
  ['a moment in between', '2026-03-01T02:00:02.000Z', '2026-03-01T02:00:02.000Z'],
  ['the second in which it was sent', '2026-03-01T02:00:00.000Z', '2026-03-01T02:00:00.000Z'],
  ['an hour before', '2026-03-01T01:00:00.000Z', startedAt],
  ['the year 9998', '9998-01-01T00:00:00.000Z', '2026-03-01T02:00:03.000Z']
])('a change is taken between its request and its answer: %s', (_what, said, at) => {
  expect(takenAt(said, between)).toBe(at)
})

it('a drill has more of its own time in a second', () => {
  expect(takenAt('2026-03-01T01:59:30.000Z', { ...between, speed: 20 })).toBe('2026-03-01T01:59:30.000Z')
})
