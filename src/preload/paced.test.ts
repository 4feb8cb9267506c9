import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { paced } from './paced.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('does what is asked for at once, and a storm of it as often as it may, the last time for the last one', () => {
  const done: number[] = []
  const { ask } = paced({ burst: 3, perSecond: 10 }, () => Date.now())
  for (let time = 1; time <= 1_000; time += 1) ask(() => done.push(time))
  expect(done).toEqual([1, 2, 3])
  vi.advanceTimersByTime(150)
  expect(done).toEqual([1, 2, 3, 1_000])
  vi.advanceTimersByTime(10_000)
  expect(done).toEqual([1, 2, 3, 1_000])
  ask(() => done.push(1_001))
  expect(done.at(-1)).toBe(1_001)
})

it('does nothing any more once it is stopped', () => {
  const done: string[] = []
  const { ask, stop } = paced({ burst: 1, perSecond: 10 }, () => Date.now())
  for (const what of ['a', 'b']) ask(() => done.push(what))
  stop()
  vi.advanceTimersByTime(10_000)
  expect(done).toEqual(['a'])
})
