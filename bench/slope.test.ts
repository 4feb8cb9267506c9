import { expect, it } from 'vitest'
import { slopeOf } from './slope.ts'

const minutes = Array.from({ length: 60 }, (_, minute) => minute / 60)

it('is the growth an hour, and knows how exactly', () => {
  const noisy = minutes.map((at, index) => ({ at, size: 300 + 4 * at + (index % 2 === 0 ? 1 : -1) }))
  const { perHour, halfWidth } = slopeOf(noisy)
  expect(Math.abs(perHour - 4)).toBeLessThan(halfWidth)
  expect(halfWidth).toBeGreaterThan(0.5)
  expect(halfWidth).toBeLessThan(1.5)
  const straight = slopeOf(minutes.map((at) => ({ at, size: 4 * at })))
  expect(straight.perHour).toBeCloseTo(4)
  expect(straight.halfWidth).toBeCloseTo(0)
})

it('trusts weighings less that are alike one after the other', () => {
  const slow = slopeOf(minutes.map((at, index) => ({ at, size: Math.sin(index / 4) })))
  const fast = slopeOf(minutes.map((at, index) => ({ at, size: Math.sin(index * 2) })))
  expect(slow.halfWidth).toBeGreaterThan(2 * fast.halfWidth)
  expect(() => slopeOf([{ at: 0, size: 1 }])).toThrow(RangeError)
})
