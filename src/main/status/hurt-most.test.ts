import { expect, it } from 'vitest'
import type { Measure } from '../../contract/index.ts'
import { hurtMost, type WorkloadSignals } from './hurt-most.ts'

const limit = 0.01
const nobody: Measure = { state: 'unknown', why: 'noTraffic', detail: 'No requests were seen.' }

function failing(name: string, share: number | null): WorkloadSignals {
  const measure: Measure =
    share === null ? nobody : { state: 'known', value: share, observedAt: '2026-01-01T12:00:00Z' }
  const reading = { measure, source: name }
  return {
    workload: { namespace: 'shop', name },
    signals: { errorRatio: reading, p95: reading, availability: reading, requestRate: reading }
  }
}

function chosen(target: number | null, primary: number | null, told: 'cart' | 'cart-primary'): string {
  const read = [failing('cart', target), failing('cart-primary', primary)]
  return hurtMost(read, { namespace: 'shop', name: told }, limit).workload.name
}

it.each([
  ['a canary that fails beside a primary that is well', 0.5, 0.0003, 'cart-primary', 'cart'],
  ['a promoted release that fails on the primary, while nobody asks the target', null, 0.49, 'cart', 'cart-primary'],
  ['a bad primary beside a good next release', 0.0002, 0.2, 'cart', 'cart-primary'],
  ['a target that serves alone after a failed promotion', 0.49, null, 'cart-primary', 'cart'],
  ['noise under the limit: the one that was told of stays', 0.001, 0.0004, 'cart-primary', 'cart-primary'],
  ['noise over the limit: the one that was told of stays', 0.3, 0.28, 'cart-primary', 'cart-primary'],
  ['one over the limit, the other far over it', 0.02, 0.5, 'cart', 'cart-primary'],
  ['nothing measured: the service’s own', null, null, 'cart-primary', 'cart']
] as const)('%s', (_what, target, primary, told, expected) => {
  expect(chosen(target, primary, told)).toBe(expected)
})
