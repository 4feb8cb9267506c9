import { expect, it } from 'vitest'
import type { ServiceRef } from '../../contract/index.ts'
import type { ServiceMetrics, ServiceSignals } from '../ports/metrics.ts'
import { createWeekAgo } from './week-ago.ts'

const cart = { namespace: 'shop', name: 'cart' }

it('asks the same of a week ago, once in ten minutes, and again for another workload', async () => {
  let now = new Date('2026-03-08T20:00:00.000Z')
  const asked: string[] = []
  const signals = {} as ServiceSignals
  const metrics: Pick<ServiceMetrics, 'service'> = {
    service: async (ref: ServiceRef, at = 'now') => {
      asked.push(`${ref.name} ${at}`)
      return signals
    }
  }
  const week = createWeekAgo({ now: () => now })
  const { signal } = new AbortController()
  expect(week.of(cart)).toBeNull()
  await week.read(metrics, cart, signal)
  await week.read(metrics, cart, signal)
  expect(week.of(cart)).toBe(signals)
  expect(week.of({ ...cart, name: 'cart-primary' })).toBeNull()
  await week.read(metrics, { ...cart, name: 'cart-primary' }, signal)
  expect(week.of(cart)).toBeNull()
  now = new Date('2026-03-08T20:10:00.000Z')
  await week.read(metrics, { ...cart, name: 'cart-primary' }, signal)
  expect(asked).toEqual([
    'cart 2026-03-01T20:00:00.000Z',
    'cart-primary 2026-03-01T20:00:00.000Z',
    'cart-primary 2026-03-01T20:10:00.000Z'
  ])
})
