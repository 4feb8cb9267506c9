import { expect, it } from 'vitest'
import { latest } from './latest.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at)

it('lists all of a few, and at most 500 of many', () => {
  for (const count of [0, 1, 499]) expect(latest(upTo(count))).toEqual(upTo(count))
  for (const count of [500, 749, 750, 5_000]) {
    expect(latest(upTo(count)).length).toBeGreaterThanOrEqual(250)
    expect(latest(upTo(count)).length).toBeLessThan(500)
    expect(latest(upTo(count)).at(-1)).toBe(count - 1)
  }
})

it('keeps its first entry while 249 more arrive', () => {
  const firsts = new Set(upTo(2_000).map((more) => latest(upTo(3_000 + more))[0]))
  expect(firsts.size).toBe(8)
})
