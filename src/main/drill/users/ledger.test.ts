import { expect, test } from 'vitest'
import { createLedger } from './ledger.ts'

const demand = { requestsPerSecond: 10, swing: 0, periodSeconds: 60, phaseMs: 0 }

test('counts a changing share at any time', () => {
  const ledger = createLedger(demand)
  ledger.set(0.5, 10_000)
  ledger.set(0.5, 12_000)
  ledger.set(1, 20_000)
  ledger.set(0, 30_000)
  ledger.set(0.1, 50_000)
  expect(ledger.firstMs()).toBe(10_000)
  expect([0, 10_000, 15_000, 20_000, 25_000, 30_000, 40_000, 60_000].map((at) => ledger.total(at))).toEqual([
    0, 0, 25, 50, 100, 150, 150, 160
  ])
})

test('nothing is nothing', () => {
  const ledger = createLedger(demand)
  ledger.set(0, 10)
  expect([ledger.firstMs(), ledger.total(1000)]).toEqual([undefined, 0])
})
