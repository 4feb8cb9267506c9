import { expect, test } from 'vitest'
import { createBuildCatalog } from './build.ts'
import { demandUntil } from './demand.ts'
import { latencyBoundsMs, shareWithin } from './latency.ts'
import type { ServingPod } from './traffic.ts'
import { createTraffic } from './traffic.ts'

const route = {
  namespace: 'n',
  name: 's',
  demand: { requestsPerSecond: 100, swing: 0, periodSeconds: 600, phaseMs: 0 },
  podCapacity: 60,
  backends: [{ namespace: 'n', service: 's', workload: 's', weight: 1 }]
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

test('weights share a route between services', () => {
  const [stable, canary] = [
    { namespace: 'n', service: 'stable', workload: 'stable', weight: 1 },
    { namespace: 'n', service: 'canary', workload: 'canary', weight: 0 }
  ]
  const shared = { ...route, podCapacity: 1000, backends: [stable, canary] }
  const traffic = createTraffic([shared])
  traffic.serve('n', 'stable', [pod('p1', 0)], 0)
  traffic.serve('n', 'canary', [], 0)
  expect(traffic.totals(shared, 10_000).errors).toBe(0)
  traffic.serve('n', 'canary', [pod('p2', 1)], 10_000)
  traffic.reweigh('n', 'stable', 0.7, 10_000)
  traffic.reweigh('n', 'canary', 0.3, 10_000)
  expect(traffic.totals(shared, 20_000).errors).toBeCloseTo(300, 6)
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
