import { expect, it } from 'vitest'
import { firstPassed } from './first-passed.ts'

const seenAt = new Date('2026-03-01T02:20:00Z')
const passed = (at: string | null) =>
  firstPassed({ passedAt: (phase) => (phase === 'rollout' ? at : null) }, 'rollout', seenAt).toISOString()

it('goes on from when it was so before the proof was cut off', () => {
  expect(passed('2026-03-01T02:18:30.000Z')).toBe('2026-03-01T02:18:30.000Z')
})

it('begins with what is seen where nothing was, or where the clock has been set back since', () => {
  expect(passed(null)).toBe(seenAt.toISOString())
  expect(passed('2026-03-01T03:00:00.000Z')).toBe(seenAt.toISOString())
  expect(firstPassed({}, 'rollout', seenAt)).toBe(seenAt)
})
