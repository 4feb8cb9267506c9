import { expect, it } from 'vitest'
import type { Signal } from '../../contract/index.ts'
import { crossedSince } from './crossed-since.ts'

const at = (minute: number): string => `2026-03-01T20:${String(minute).padStart(2, '0')}:00.000Z`
const signal = (values: readonly (number | null)[], more: Partial<Signal> = {}): Signal => ({
  id: 'errorRatio',
  unit: 'ratio',
  measure: { state: 'known', value: 0.4, observedAt: at(values.length) },
  normal: { state: 'unknown', why: 'noSamples', detail: '' },
  source: '',
  series: values.map((value, minute) => ({ at: at(minute), value })),
  ...more
})
const since = (of: Signal) =>
  crossedSince({ min: 0.05 }, of, 1, { at: at(of.series?.length ?? 0), value: 0.4 }, (value) => value > 0.05)

it.each<[string, readonly (number | null)[], number, boolean]>([
  ['after a reading within the limit', [0.001, 0.4, 0.4], 1, false],
  ['by the first reading already', [0.4, 0.4, 0.4], 0, true],
  ['by the first reading, after nothing was measured', [null, 0.4, 0.4], 1, true],
  ['through a moment without a reading', [0.001, 0.4, null, 0.4], 1, false],
  ['by the first reading after a long time without any', [0.001, 0.4, null, null, 0.4], 4, true],
  ['by the newest reading alone', [0.001, 0.001], 2, false]
])('says since when a limit is past: %s', (_what, values, minute, isEarlier) => {
  expect(since(signal(values))).toEqual({ at: at(minute), isEarlier })
})

it.each([
  [[0.4, 0.4, 0.4, 0.4], 2, 3],
  [[0.4, null, 0.4, 0.4], 1, 2],
  [[0.4, null, 0.4, 0.4], null, 0],
  [[0.4, 0.4], 2, 2]
] as const)('counts from a proof on, what was past the limit before it has ended: %j', (values, proved, minute) => {
  const of = signal(values)
  const now = { at: at(values.length), value: 0.4 }
  const provedAt = proved === null ? null : at(proved)
  expect(crossedSince({ min: 0.05 }, of, 1, now, (value) => value > 0.05, provedAt)).toEqual({
    at: at(minute),
    isEarlier: proved === null
  })
})

it('knows when what is no reading began, and nothing before the past is read', () => {
  expect(since(signal([1], { id: 'customerReports' }))).toEqual({ at: at(0), isEarlier: false })
  expect(since(signal([], { id: 'memoryLeft' }))).toEqual({ at: at(0), isEarlier: true })
  expect(since(signal([], { series: null }))).toBeNull()
})
