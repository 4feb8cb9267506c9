import { expect, it } from 'vitest'
import type { Signal } from '../../../contract/index.ts'
import { describeSignal } from './describe-signal.ts'
import { availabilityLevel, errorLevel, p95Level } from './limits.ts'

it.each([
  [0.009, ''],
  [0.01, 'warn'],
  [0.05, 'warn'],
  [0.051, 'bad']
])('colours the error ratio %d as "%s"', (ratio, level) => expect(errorLevel(ratio)).toBe(level))

it('judges latency only against a normal', () => {
  expect(p95Level(900, null)).toBe('')
  expect(p95Level(360, 180)).toBe('warn')
  expect(p95Level(541, 180)).toBe('bad')
})

it('colours availability from below', () => {
  expect([0.9995, 0.995, 0.98].map(availabilityLevel)).toEqual(['', 'warn', 'bad'])
})

it('says the picture in words', () => {
  const signal: Signal = {
    id: 'errorRatio',
    unit: 'ratio',
    measure: { state: 'known', value: 0.078, observedAt: '' },
    normal: { state: 'known', value: 0.002, observedAt: '' },
    source: '',
    series: [0.002, null, 0.078].map((value) => ({ at: '', value }))
  }
  expect(describeSignal(signal)).toEqual({
    level: 'bad',
    limit: 0.05,
    text: 'limit 5 %, normal 0.2 %',
    summary: 'From 0.2 % to 7.8 %, now 7.8 %, limit 5.0 %.'
  })
})
