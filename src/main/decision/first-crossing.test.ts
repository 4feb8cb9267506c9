import { expect, it } from 'vitest'
import type { RowJudgement, Signal } from '../../contract/index.ts'
import { firstCrossing } from './first-crossing.ts'

const at = (second: number): string => `2026-03-01T02:05:${String(second).padStart(2, '0')}.000Z`
const signal = (id: Signal['id'], unit: Signal['unit'], values: readonly number[]): Signal => ({
  id,
  unit,
  measure: { state: 'known', value: values.at(-1) ?? 0, observedAt: at(values.length - 1) },
  normal: { state: 'unknown', why: 'noSamples', detail: '' },
  source: '',
  series: values.map((value, second) => ({ at: at(second), value }))
})
const errors = signal('errorRatio', 'ratio', [0.002, 0.062, 0.263])
const row = (more: Partial<RowJudgement>): RowJudgement => ({
  row: 'errors',
  title: '',
  signal: 'errorRatio',
  level: 'rollBack',
  limit: 0.05,
  result: 'fires',
  evidence: '',
  withinSeconds: 120,
  decideBy: null,
  ...more
})

it('has the value of then, not of now, beside the limit', () => {
  expect(firstCrossing({ firstCrossedAt: at(1), judgements: [row({})] }, [errors])).toEqual({
    at: at(1),
    text: 'First crossed a limit: errors 6.2 %, limit 5 %'
  })
})

it('takes the most severe row that was crossed then, also one that waits, and none that is quiet', () => {
  const judgements = [
    row({ limit: 0.01, level: 'prepare' }),
    row({ result: 'waits' }),
    row({ signal: 'p95', limit: 540, level: 'declareIncident', result: 'quiet' })
  ]
  const p95 = signal('p95', 'ms', [180, 612])
  expect(firstCrossing({ firstCrossedAt: at(1), judgements }, [errors, p95])?.text).toContain('errors 6.2 %, limit 5 %')
})

it('takes no row whose own limit was not reached yet', () => {
  const early = signal('errorRatio', 'ratio', [0.002, 0.034, 0.11])
  const availability = signal('availability', 'ratio', [0.9995, 0.966, 0.89])
  const judgements = [row({}), row({ signal: 'availability', limit: 0.99 })]
  expect(firstCrossing({ firstCrossedAt: at(1), judgements }, [early, availability])?.text).toBe(
    'First crossed a limit: availability 96.6 %, limit 99 %'
  )
})

it.each([
  ['p95', 'ms', [180, 612], 540, 'P95 612 ms, limit 540 ms'],
  ['availability', 'ratio', [0.9995, 0.98], 0.99, 'availability 98 %, limit 99 %'],
  ['newPodsUnavailable', 's', [0, 95], 30, 'new pods unavailable for 30 s, limit 30 s']
] as const)('words %s', (id, unit, values, limit, words) => {
  const judgements = [row({ signal: id, limit })]
  expect(firstCrossing({ firstCrossedAt: at(1), judgements }, [signal(id, unit, values)])?.text).toBe(
    `First crossed a limit: ${words}`
  )
})

it('says nothing before it is known, and that a value is not known any more', () => {
  expect(firstCrossing({ firstCrossedAt: null, judgements: [row({})] }, [errors])).toBeNull()
  const before = '2026-03-01T01:00:00.000Z'
  expect(firstCrossing({ firstCrossedAt: before, judgements: [row({})] }, [errors])?.text).toContain('is not known')
})
