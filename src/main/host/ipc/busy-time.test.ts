import { expect, it } from 'vitest'
import { createBusyTime } from './busy-time.ts'

/** A clock that stands until it is moved on, and a reading that takes so long. */
function stage(takesMs: number) {
  let now = 0
  const busy = createBusyTime(() => now)
  const read = (): boolean => {
    if (busy.refusal('report.read') !== null) return false
    busy.during(() => {
      now += takesMs
    })
    return true
  }
  return { busy, read, pass: (ms: number) => void (now += ms) }
}

it('lets a page keep main busy for some seconds at once, and for a third of the time', () => {
  const { busy, read, pass } = stage(250)
  expect(Array.from({ length: 100 }, read).filter(Boolean)).toHaveLength(12)
  expect(busy.refusal('report.read')).toMatchObject({ failure: { code: 'rateLimited', retryable: true } })
  let readings = 0
  for (let second = 0; second < 60; second += 1) {
    pass(1_000)
    if (read()) readings += 1
  }
  expect(readings).toBeGreaterThan(50)
  pass(60_000)
  expect(Array.from({ length: 100 }, read).filter(Boolean)).toHaveLength(12)
})

it('never holds up what stops or sends', () => {
  const { busy, read } = stage(10_000)
  expect([read(), read()]).toEqual([true, false])
  for (const name of ['run.abort', 'run.answer', 'run.approve', 'environment.stopWaiting', 'service.open'] as const)
    expect(busy.refusal(name), name).toBeNull()
})

it('counts what throws too', () => {
  const { busy, pass } = stage(0)
  expect(() =>
    busy.during(() => {
      pass(5_000)
      throw new Error('no such incident')
    })
  ).toThrow()
  expect(busy.refusal('incidents.report')).not.toBeNull()
})
