import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { watchForJumps, type ClockJump } from './clock-jumps.ts'

const hour = 3_600_000

describe('a clock that jumps', () => {
  let wall: number
  let steady: number
  let seen: ClockJump[]
  let stop: () => void

  beforeEach(() => {
    vi.useFakeTimers()
    wall = Date.UTC(2026, 2, 29, 0, 59, 30)
    steady = 1_000
    seen = []
    stop = watchForJumps({ wall: () => wall, steady: () => steady }, (jump) => seen.push(jump))
  })
  afterEach(() => {
    stop()
    vi.useRealTimers()
  })

  /** One look, after so much time on each clock. */
  function look(elapsed: { wall: number; steady: number }): void {
    wall += elapsed.wall
    steady += elapsed.steady
    vi.advanceTimersByTime(5_000)
  }

  test('set back by a day is recorded with both times', () => {
    look({ wall: 5_000 - 24 * hour, steady: 5_000 })
    expect(seen).toEqual([
      {
        text: 'This computer’s clock was set back by 1 d: the order of the entries holds',
        before: '2026-03-29T00:59:30.000Z',
        expected: '2026-03-29T00:59:35.000Z',
        shown: '2026-03-28T00:59:35.000Z',
        byMs: -24 * hour,
        unwatchedMs: 5_000
      }
    ])
    look({ wall: 5_000, steady: 5_000 })
    expect(seen, 'once').toHaveLength(1)
  })

  test.each([
    ['set forward by a day', { wall: 24 * hour + 5_000, steady: 5_000 }, /forward: 1 d/],
    ['a sleep during which the steady clock stood still', { wall: 8 * hour, steady: 3_000 }, /slept.*: 7 h 59 min/],
    ['a sleep during which it went on', { wall: 8 * hour, steady: 8 * hour }, /slept.*: 7 h 59 min/]
  ])('%s is recorded', (_what, elapsed, said) => {
    look(elapsed)
    expect(seen).toHaveLength(1)
    expect(seen[0]?.text).toMatch(said)
  })

  test.each([
    ['a leap second', { wall: 4_000, steady: 5_000 }],
    ['a correction by NTP', { wall: 5_400, steady: 5_000 }],
    ['a computer that is busy for half a minute', { wall: 35_000, steady: 35_000 }],
    // The end of summer time changes what a person reads and not the time that is counted.
    ['a change of summer time', { wall: 5_000, steady: 5_000 }]
  ])('%s is none', (_what, elapsed) => {
    look(elapsed)
    look(elapsed)
    expect(seen).toEqual([])
  })

  test('nothing is looked at after the end', () => {
    stop()
    look({ wall: 24 * hour, steady: 5_000 })
    expect(seen).toEqual([])
  })
})
