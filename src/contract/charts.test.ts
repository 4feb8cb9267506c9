import { expect, it } from 'vitest'
import { windowAround } from './charts.ts'

const nowMs = Date.parse('2026-03-01T20:00:00.000Z')
const minutesAgo = (minutes: number): string => new Date(nowMs - minutes * 60_000).toISOString()

it.each([
  [null, 3_600],
  [minutesAgo(2), 3_600],
  [minutesAgo(50), 3_600],
  [minutesAgo(51), 21_600],
  [minutesAgo(300), 21_600],
  [minutesAgo(301), 86_400],
  [minutesAgo(3 * 1_440), 86_400]
])('a crossing at %s is seen in a window of %d s, with what was before it', (crossedAt, seconds) => {
  expect(windowAround(crossedAt, nowMs)).toBe(seconds)
})
