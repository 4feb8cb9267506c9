import { expect, it, onTestFinished, vi } from 'vitest'
import type { Observed } from '../../contract/index.ts'
import { createClock } from '../lib/clock.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { pollRequests } from './poll-requests.ts'

it('asks as soon as it is known that something spreads the requests, not a whole pause later', async () => {
  const closing = new AbortController()
  onTestFinished(() => closing.abort())
  let isSpread = false
  const source = {
    requestRates: async () => ({ byWorkload: new Map([['cart', 9]]), untold: new Map() })
  } as unknown as ServiceMetrics
  const metrics: Observed<ServiceMetrics> = { state: 'value', value: source, observedAt: '' }
  const rates = pollRequests({
    ref: { namespace: 'shop', name: 'cart' },
    metrics: () => metrics,
    clock: createClock(null),
    abort: closing.signal,
    isWanted: () => isSpread,
    onChange: () => undefined
  })
  expect(rates().state).toBe('loading')
  isSpread = true
  await vi.waitFor(() => expect(rates().state).toBe('value'), 2_000)
})
