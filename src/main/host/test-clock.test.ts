import { expect, it } from 'vitest'
import { testClock } from './test-clock.ts'

const clock = { simulatedAt: '2026-01-01T00:00:00.000Z', realAt: '2026-01-01T00:00:00.000Z', speed: 20 }

it('takes the clock of a drill in a test, and only there', () => {
  expect(testClock({ BACKOUT_E2E: '1', BACKOUT_CLOCK: JSON.stringify(clock) })).toEqual(clock)
  expect(testClock({ BACKOUT_CLOCK: JSON.stringify(clock) })).toBeNull()
  expect(testClock({ BACKOUT_E2E: '1' })).toBeNull()
})

it('says what is wrong with another text', () => {
  expect(() => testClock({ BACKOUT_E2E: '1', BACKOUT_CLOCK: '{"speed":20}' })).toThrow('not the clock of a drill')
})
