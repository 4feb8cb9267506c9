import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClock } from '../lib/clock.ts'
import { createSharedRetry } from './shared-retry.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const never = new AbortController().signal

it('plans one time for all who fail before it', () => {
  const retry = createSharedRetry(createClock(null))
  const first = retry.plan(0)
  expect(first.waitMs).toBeGreaterThanOrEqual(400)
  vi.advanceTimersByTime(200)
  const second = retry.plan(20_000)
  expect(second.nextTryAt).toBe(first.nextTryAt)
  expect(second.waitMs).toBeCloseTo(first.waitMs - 200, 0)
  expect(retry.planned()).toBe(first.nextTryAt)
})

it('waits longer after each try in vain, and never less than it was asked to', () => {
  const retry = createSharedRetry(createClock(null), () => 0)
  const waits = [1, 2, 3].map(() => {
    const { waitMs } = retry.plan(0)
    vi.advanceTimersByTime(waitMs + 1)
    expect(retry.planned()).toBeUndefined()
    return waitMs
  })
  expect(waits).toEqual([400, 800, 1_600])
  expect(retry.plan(25_000).waitMs).toBe(25_000)
})

it('ends the waiting of all when a link that was lost answers, and begins anew', () => {
  const retry = createSharedRetry(createClock(null), () => 0)
  retry.plan(60_000)
  vi.advanceTimersByTime(5_000)
  expect(retry.planned()).toBeDefined()
  retry.answered()
  expect(retry.planned()).toBeUndefined()
  expect(retry.plan(0).waitMs).toBe(400)
})

it('lets nobody go on who is refused by a link that answers others', async () => {
  vi.useRealTimers()
  const retry = createSharedRetry(createClock(null), () => 0)
  const { waitMs } = retry.plan(0)
  const startedMs = performance.now()
  const waiting = retry.wait(waitMs, never)
  retry.answered()
  await waiting
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(waitMs - 5)
})

it('tells all who wait of each new plan, until they end', () => {
  const retry = createSharedRetry(createClock(null))
  const ending = new AbortController()
  const told: string[] = []
  retry.onPlan((at) => told.push(at), ending.signal)
  const first = retry.plan(0)
  retry.plan(0)
  vi.advanceTimersByTime(first.waitMs + 1)
  const second = retry.plan(0)
  expect(told).toEqual([first.nextTryAt, second.nextTryAt])
  ending.abort()
  vi.advanceTimersByTime(second.waitMs + 1)
  retry.plan(0)
  expect(told).toHaveLength(2)
})
