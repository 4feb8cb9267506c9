import { expect, it } from 'vitest'
import { lastReadAt } from './last-read-at.ts'

const lostAt = '2026-03-01T02:00:40.000Z'

it('gives what was confirmed until the link was lost one age, and leaves what was old already', () => {
  expect(lastReadAt('2026-03-01T02:00:30.000Z', lostAt)).toBe(lostAt)
  expect(lastReadAt('2026-03-01T02:00:00.000Z', lostAt)).toBe('2026-03-01T02:00:00.000Z')
  expect(lastReadAt('2026-03-01T02:00:41.000Z', lostAt)).toBe('2026-03-01T02:00:41.000Z')
})
