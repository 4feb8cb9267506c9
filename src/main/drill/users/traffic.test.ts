import { describe, expect, test } from 'vitest'
import { createBuildCatalog } from './build.ts'
import { demandUntil } from './demand.ts'
import { latencyBoundsMs, shareWithin } from './latency.ts'
import type { ServingPod } from './traffic.ts'
import { createTraffic, everybody } from './traffic.ts'

const route = {
  namespace: 'n',
  name: 's',
  demand: { requestsPerSecond: 100, swing: 0, periodSeconds: 600, phaseMs: 0 },
  podCapacity: 60,
  cohorts: everybody
}
const base = createBuildCatalog(new Map()).of('plain:1')
const pod = (name: string, errorRatio: number): ServingPod => ({
  namespace: 'n',
  name,
  ip: '10.0.0.1',
  workload: 's',
  build: { ...base, errorRatio }
})

test('every request has a fate, and errors follow the pods that answer', () => {
  const traffic = createTraffic([route])
  traffic.serve('n', 's', [pod('good', 0), pod('bad', 0.5)], 0)
  expect(traffic.totals(route, 10_000)).toEqual({ requests: 1000, errors: 250 })
  traffic.serve('n', 's', [pod('good', 0), pod('good2', 0)], 10_000)
  expect(traffic.totals(route, 20_000)).toEqual({ requests: 2000, errors: 250 })
})

test('nobody ready means nobody answers', () => {
  const traffic = createTraffic([route])
  traffic.serve('n', 's', [], 0)
  expect(traffic.totals(route, 5000)).toEqual({ requests: 500, errors: 500 })
})

test('what the remaining pods cannot take is turned away', () => {
  const traffic = createTraffic([route])
  traffic.serve('n', 's', [pod('only', 0)], 0)
  expect(traffic.totals(route, 10_000).errors).toBeCloseTo(400, 6)
})

describe('a route that is split', () => {
  const shared = { ...route, podCapacity: 1000 }
  const to = (service: string, weight: number, isShadow = false) => ({ namespace: 'n', service, weight, isShadow })

  test('gives each Service its share', () => {
    const traffic = createTraffic([shared])
    traffic.serve('n', 'stable', [pod('p1', 0)], 0)
    traffic.serve('n', 's', [pod('p1', 0)], 0)
    expect(traffic.totals(shared, 10_000).errors).toBe(0)
    traffic.serve('n', 'canary', [pod('p2', 1)], 10_000)
    traffic.split(shared, [to('stable', 0.7), to('canary', 0.3)], 10_000)
    expect(traffic.totals(shared, 20_000)).toEqual({ requests: 2000, errors: expect.closeTo(300, 6) })
  })

  test('fails for what it gives to a Service that is not there', () => {
    const traffic = createTraffic([shared])
    traffic.serve('n', 's', [pod('p1', 0)], 0)
    traffic.split(shared, [to('s', 0.5), to('gone', 0.5)], 0)
    expect(traffic.totals(shared, 10_000)).toEqual({ requests: 1000, errors: 500 })
    expect([...traffic.refusals()].map(({ flag, workload }) => [flag, workload])).toEqual([['UH', 'unknown']])
  })

  test('counts a pod apart for every Service through which it is reached', () => {
    const traffic = createTraffic([shared])
    traffic.serve('n', 's', [pod('p1', 0)], 0)
    traffic.serve('n', 'stable', [pod('p1', 0)], 0)
    traffic.split(shared, [to('stable', 1)], 10_000)
    const counts = [...traffic.pods()].map(({ backend, answered }) => [backend.service, answered.total(20_000)])
    expect(counts).toEqual([
      ['s', 1000],
      ['stable', 1000]
    ])
    expect(traffic.totals(shared, 20_000).requests).toBe(2000)
  })

  test('shows users nothing of a shadow, whose pods count what they get', () => {
    const traffic = createTraffic([shared])
    traffic.serve('n', 's', [pod('p1', 0)], 0)
    traffic.serve('n', 'canary', [pod('p2', 1)], 0)
    traffic.split(shared, [to('s', 1), to('canary', 0.5, true)], 0)
    expect(traffic.totals(shared, 10_000)).toEqual({ requests: 1000, errors: 0 })
    const shadow = [...traffic.pods()].find(({ backend }) => backend.isShadow)
    expect(shadow?.answered.total(10_000)).toBe(500)
  })
})

test('demand grows steadily and swings around its mean', () => {
  const demand = { requestsPerSecond: 10, swing: 0.1, periodSeconds: 100, phaseMs: 0 }
  const perSecond = Array.from(
    { length: 100 },
    (_, second) => demandUntil(demand, (second + 1) * 1000) - demandUntil(demand, second * 1000)
  )
  expect(Math.min(...perSecond)).toBeGreaterThan(8.9)
  expect(Math.max(...perSecond)).toBeLessThan(11.1)
  expect(perSecond.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1000, 6)
})

test('latency buckets are cumulative', () => {
  const shares = latencyBoundsMs.map((bound) => shareWithin({ medianMs: 40, spread: 0.5 }, bound))
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect(shareWithin({ medianMs: 40, spread: 0.5 }, 40)).toBeCloseTo(0.5, 6)
  expect(shares.at(-1)).toBeCloseTo(1, 9)
})
