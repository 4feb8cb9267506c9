import { expect, it } from 'vitest'
import type { Signal } from '../../../contract/index.ts'
import { measuredChecks } from './measured-checks.ts'
import { canaryObject } from './testing/canary-objects.ts'

const metrics = [
  { name: 'request-success-rate', thresholdRange: { min: 99 } },
  { name: 'request-duration', thresholdRange: { max: 500 } },
  { name: 'orders', templateRef: { name: 'orders' }, thresholdRange: { min: 1, max: 40 } },
  { name: 'lag', query: 'max(lag)', threshold: 3 }
]
const canary = (phase: string) =>
  canaryObject({ name: 'cart', target: 'cart', spec: { analysis: { metrics } }, status: { phase } })
const signal = (id: Signal['id'], value: number, workload?: string): Signal => ({
  id,
  unit: id === 'p95' ? 'ms' : 'ratio',
  measure: { state: 'known', value, observedAt: '2026-03-01T20:00:00Z' },
  normal: { state: 'unknown', why: 'noSamples', detail: '' },
  source: '',
  series: null,
  ...(workload === undefined ? {} : { workload })
})

it('shows what Flagger measured last, what passes, and what is seen here of the same', () => {
  const measured = new Map([
    ['request-success-rate', 70],
    ['request-duration', 0.412],
    ['orders', 12.34567]
  ])
  const part = measuredChecks(canary('Progressing'), measured, [
    signal('errorRatio', 0.28),
    signal('p95', 390, 'cart-primary')
  ])
  expect(part).toEqual({
    kind: 'grid',
    corner: 'Check',
    columns: ['Flagger', 'passes', 'here'],
    brief: 'success-rate 70\u00a0%',
    rows: [
      row('request-success-rate', ['70\u00a0%', 'bad'], '≥\u00a099\u00a0%', '72\u00a0%'),
      row('request-duration', ['412\u00a0ms', 'good'], '≤\u00a0500\u00a0ms', 'P95 390\u00a0ms of cart-primary'),
      row('orders', ['12.35', 'good'], '1 to 40', 'not asked'),
      row('lag', ['no value', 'unknown'], '≤\u00a03', 'not asked')
    ]
  })
})

it('is not there at rest where Flagger’s own numbers are not known, and nothing is known where nothing is measured', () => {
  expect(measuredChecks(canary('Succeeded'), new Map(), [])).toBeNull()
  expect(measuredChecks(canary('Succeeded'), new Map([['request-success-rate', 100]]), [])).toMatchObject({
    brief: '1 of 4 checks pass',
    rows: [{ cells: [{ text: '100\u00a0%', tone: 'good' }, {}, { text: 'not known', tone: 'unknown' }] }, {}, {}, {}]
  })
  expect(measuredChecks(canary('Progressing'), new Map(), [])).toMatchObject({
    rows: [{ cells: [{ text: 'no value' }, {}, {}] }, {}, {}, {}]
  })
  const bare = canaryObject({ name: 'cart', target: 'cart', spec: { analysis: {} } })
  expect(measuredChecks(bare, new Map([['x', 1]]), [])).toBeNull()
})

function row(label: string, [text, tone]: readonly [string, string], passes: string, here: string): object {
  const cells = [
    { text, tone },
    { text: passes, tone: 'plain' },
    { text: here, tone: 'plain' }
  ]
  return { label, cells }
}
