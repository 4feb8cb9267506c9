import { expect, it } from 'vitest'
import type { RowJudgement, Signal, VerdictLevel } from '../../contract/index.ts'
import { declinedOn, declinedView } from './declined.ts'

const at = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 2, minutes)).toISOString()

const row = (id: string, signal: Signal['id']): RowJudgement => ({
  row: id,
  title: id,
  signal,
  level: 'rollBack',
  limit: 0.05,
  result: 'fires',
  evidence: 'a number',
  withinSeconds: 120,
  decideBy: null
})

const signal = (id: Signal['id'], value: number): Signal => ({
  id,
  unit: 'ratio',
  measure: { state: 'known', value, observedAt: at(0) },
  normal: { state: 'unknown', why: 'noSamples', detail: '' },
  source: '',
  series: null
})

const errors = row('errors-high', 'errorRatio')
const then = { level: 'rollBack' as VerdictLevel, judgements: [errors] }
const declined = {
  ...declinedOn(then, [signal('errorRatio', 0.06), signal('p95', 180)]),
  who: 'mira',
  reason: 'a fix is on its way',
  at: at(0),
  untilAt: at(10)
}

it('keeps what the decision was made of', () => {
  expect(declined).toMatchObject({ level: 'rollBack', rows: ['errors-high'], values: { errorRatio: 0.06 } })
})

it.each([
  ['stands while nothing is worse', then, [signal('errorRatio', 0.08)], 5, null],
  ['is asked again when its time is over', then, [signal('errorRatio', 0.06)], 10, 'its time was over at 02:10:00Z'],
  [
    'is asked again when another row fires',
    { ...then, judgements: [errors, row('latency-high', 'p95')] },
    [signal('errorRatio', 0.06)],
    5,
    'another row fires now: latency-high, a number'
  ],
  [
    'is asked again when a number is half as bad again',
    then,
    [signal('errorRatio', 0.095)],
    5,
    'it is worse than then: errors-high, a number'
  ],
  [
    'is asked again when more is asked for',
    { ...then, level: 'declareIncident' as VerdictLevel },
    [signal('errorRatio', 0.06)],
    5,
    'more is asked for now than then'
  ]
])('%s', (_what, verdict, signals, minutes, again) => {
  expect(declinedView(declined, verdict, signals, new Date(at(minutes)))?.again).toBe(again)
})

it('is gone when nothing is asked for any more', () => {
  expect(declinedView(declined, { ...then, level: 'hold' }, [], new Date(at(5)))).toBeNull()
  expect(declinedView(null, then, [], new Date(at(5)))).toBeNull()
})
