import { expect, it } from 'vitest'
import { dropTestVariables } from './test-variables.ts'
import { testClock } from './test-clock.ts'

it('a packaged app knows no clock but its own', () => {
  const clock = { simulatedAt: '2031-01-01T00:00:00.000Z', realAt: '2026-01-01T00:00:00.000Z', speed: 50 }
  const env = { BACKOUT_E2E: '1', BACKOUT_CLOCK: JSON.stringify(clock), BACKOUT_DRILL_CONTROL_FILE: '/x', PATH: '/bin' }
  expect(testClock(env)).toEqual(clock)
  dropTestVariables(env)
  expect(testClock(env)).toBeNull()
  expect(env).toEqual({ PATH: '/bin' })
})
