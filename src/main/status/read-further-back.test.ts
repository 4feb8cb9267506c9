import { expect, it, vi } from 'vitest'
import type { Measure, Signal } from '../../contract/index.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { readFurtherBack } from './read-further-back.ts'

const now = new Date('2026-03-01T20:30:00.000Z')
const measure: Measure = { state: 'known', value: 0.4, observedAt: now.toISOString() }
const errors: Signal = {
  id: 'errorRatio',
  unit: 'ratio',
  measure,
  normal: { state: 'unknown', why: 'noSamples', detail: '' },
  source: '',
  series: [{ at: '2026-03-01T20:00:00.000Z', value: 0.4 }]
}
const points = [
  { at: '2026-03-01T19:45:00.000Z', value: 0.001 },
  { at: '2026-03-01T19:46:00.000Z', value: 0.2 },
  { at: '2026-03-01T20:01:00.000Z', value: 0.4 }
]

function stage(history: () => Promise<unknown>) {
  const onChange = vi.fn<() => void>()
  const asked = vi.fn<(...args: unknown[]) => void>()
  const answer = (...args: unknown[]) => {
    asked(...args)
    return history()
  }
  const metrics = { history: answer } as unknown as ServiceMetrics
  const further = readFurtherBack({
    ref: { namespace: 'shop', name: 'checkout' },
    metrics: () => ({ state: 'value', value: metrics, observedAt: now.toISOString() }),
    clock: { now: () => now },
    abort: new AbortController().signal,
    onChange
  })
  return { further, onChange, asked }
}

it('puts what was measured in six hours before the half hour', async () => {
  const { further, onChange, asked } = stage(() =>
    Promise.resolve({ errorRatio: points, availability: [], requestRate: [], p95: [] })
  )
  expect(further.before([errors])).toEqual([errors])
  further.want([errors])
  expect(further.isAwaited()).toBe(true)
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledOnce())
  expect(asked).toHaveBeenCalledOnce()
  expect(asked.mock.calls[0]?.slice(0, 2)).toEqual([
    { namespace: 'shop', name: 'checkout' },
    { fromAt: '2026-03-01T14:30:00.000Z', toAt: now.toISOString(), stepSeconds: 60 }
  ])
  expect(further.isAwaited()).toBe(false)
  expect(further.before([errors])[0]?.series).toEqual([points[0], points[1], errors.series?.[0]])
  expect(further.before([{ ...errors, workload: 'checkout-primary' }])[0]?.series).toEqual(errors.series)
})

it('goes a day back, more coarsely, where six hours were not enough, and stays there', async () => {
  let failing = false
  const { further, onChange, asked } = stage(() =>
    failing
      ? Promise.reject(new Error('away'))
      : Promise.resolve({ errorRatio: points, availability: [], requestRate: [], p95: [] })
  )
  further.want([errors])
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1))
  // Everything that was read is past the limit, so it is wanted again.
  further.want([errors])
  expect(further.isAwaited()).toBe(true)
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2))
  expect(asked.mock.calls[1]?.[1]).toEqual({
    fromAt: '2026-02-28T20:30:00.000Z',
    toAt: now.toISOString(),
    stepSeconds: 120,
    leastWindowSeconds: 120
  })
  further.want([errors])
  expect(asked).toHaveBeenCalledTimes(2)
  // Another workload begins near again; what cannot be read is not gone further back for.
  failing = true
  further.want([{ ...errors, workload: 'checkout-primary' }])
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(3))
  expect(asked.mock.calls[2]?.[1]).toMatchObject({ stepSeconds: 60 })
  further.want([{ ...errors, workload: 'checkout-primary' }])
  expect(asked).toHaveBeenCalledTimes(3)
})

it('goes on without it where it cannot be read', async () => {
  const { further, onChange } = stage(() => Promise.reject(new Error('away')))
  further.want([errors])
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledOnce())
  expect(further.isAwaited()).toBe(false)
  expect(further.before([errors])).toEqual([errors])
})
