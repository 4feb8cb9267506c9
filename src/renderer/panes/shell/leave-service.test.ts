import { beforeEach, expect, it, vi } from 'vitest'
import * as runs from '../../fixtures/runs.ts'
import { leaveService } from './leave-service.ts'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
})

const closings = () => request.mock.calls.filter(([name]) => name === 'service.close').length

it('leaves at once what nothing goes on at', () => {
  for (const run of [null, runs.proved, runs.stopped]) expect(leaveService(run)).toBe(true)
  expect(closings()).toBe(3)
})

it('leaves what is being proved with the second escape, soon after the first', () => {
  vi.useFakeTimers()
  expect(leaveService(runs.running)).toBe(true)
  expect(closings()).toBe(0)
  vi.advanceTimersByTime(5_000)
  expect(leaveService(runs.running)).toBe(true)
  expect(closings()).toBe(0)
  expect(leaveService(runs.running)).toBe(true)
  expect(closings()).toBe(1)
  vi.useRealTimers()
})

it('does not leave while something may be on its way', () => {
  for (const run of [runs.arming, runs.resolving, runs.asking]) {
    expect(leaveService(run)).toBe(false)
    expect(leaveService(run)).toBe(false)
  }
  expect(closings()).toBe(0)
})
