import { beforeEach, expect, it, vi } from 'vitest'
import { setFeeds } from '../../fixtures/mount.ts'
import * as runs from '../../fixtures/runs.ts'
import { states } from '../../fixtures/states.ts'
import { dropUntrue, say, viewStore } from '../../stores/view.ts'
import { leaveService } from './leave-service.ts'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
})

const closings = () => request.mock.calls.filter(([name]) => name === 'service.close').length

it('leaves at once what nothing goes on at', () => {
  for (const run of [null, runs.proved, runs.stopped]) leaveService(run)
  expect(closings()).toBe(3)
})

it('leaves what is being proved with the second escape, soon after the first', () => {
  vi.useFakeTimers()
  leaveService(runs.running)
  expect(closings()).toBe(0)
  vi.advanceTimersByTime(5_000)
  leaveService(runs.running)
  expect(closings()).toBe(0)
  leaveService(runs.running)
  expect(closings()).toBe(1)
  vi.useRealTimers()
})

it('does not leave while something may be on its way, and says so', () => {
  for (const run of [runs.arming, runs.settling, runs.asking]) {
    say('')
    leaveService(run, { key: '0', to: 'all namespaces' })
    leaveService(run)
    expect(viewStore.getState().said).toContain('Not left while it is on its way')
  }
  expect(closings()).toBe(0)
})

it('asks for a second key only as long as that run is being proved on the screen', () => {
  const service = states['running']?.service ?? null
  setFeeds({ run: runs.running, service })
  leaveService(runs.running)
  dropUntrue()
  expect(viewStore.getState().said).toContain('Escape once more')
  setFeeds({ run: runs.proved, service })
  dropUntrue()
  expect(viewStore.getState().said).toBe('')
})
