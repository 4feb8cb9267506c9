import { expect, it } from 'vitest'
import type { RowJudgement, Signal } from '../../../contract/index.ts'
import { rollBack } from '../../fixtures/decision.ts'
import { failing } from '../../fixtures/service.ts'
import { describeSignal } from './describe-signal.ts'
import { leftText } from '../../../contract/words/left-text.ts'

const errors: Signal = {
  id: 'errorRatio',
  unit: 'ratio',
  measure: { state: 'known', value: 0.078, observedAt: '' },
  normal: { state: 'known', value: 0.002, observedAt: '' },
  source: '',
  series: [0.002, null, 0.078].map((value) => ({ at: '', value }))
}

it('says the picture in words, with the limit that main judged by', () => {
  expect(describeSignal(errors, rollBack.judgements)).toEqual({
    tone: 'bad',
    limit: 0.05,
    value: '7.8 %',
    text: 'act at 5 %, normal 0.2 %',
    old: '',
    summary: 'From 0.2 % to 7.8 %, now 7.8 %, limit 5 %.'
  })
})

it('says what was measured a week ago where that is something else', () => {
  const week = (value: number): Signal => ({ ...errors, lastWeek: { state: 'known', value, observedAt: '' } })
  expect(describeSignal(week(0.03), rollBack.judgements).text).toBe('act at 5 %, normal 0.2 %, a week ago 3 %')
  expect(describeSignal(week(0.003), rollBack.judgements).text).toBe('act at 5 %, normal 0.2 %')
})

it('says of how few requests a value is, and what it may be of all', () => {
  const few = { requests: 7.2, low: 0, high: 0.35 }
  const seen = { ...errors, measure: { state: 'known', value: 0, observedAt: '', few } } as const
  const judgements = rollBack.judgements.map((row): RowJudgement => ({ ...row, result: 'unknown' }))
  expect(describeSignal(seen, judgements)).toMatchObject({
    tone: 'unk',
    value: '0 %',
    text: 'of 7 requests, between 0 % and 35 % (95 % confidence); act at 5 %, normal 0.2 %'
  })
})

it('shows so many digits that the value is told from its limit', () => {
  const just = { ...errors, measure: { state: 'known', value: 0.05004, observedAt: '' } } as const
  expect(describeSignal(just, rollBack.judgements)).toMatchObject({
    value: '5.004 %',
    text: 'act at 5 %, normal 0.2 %'
  })
})

it('marks a good value as one of before, too, while its window holds requests of before a change', () => {
  const good = { ...errors, measure: { state: 'known', value: 0.001, observedAt: '' } } as const
  const judgements = rollBack.judgements.map((row): RowJudgement => ({ ...row, result: 'quiet', ofBefore: true }))
  expect(describeSignal(good, judgements)).toMatchObject({ tone: 'unk', old: 'holds requests of before' })
})

it('is amber where only a lower row fires, and keeps the severe limit', () => {
  const judgements = rollBack.judgements.map((row): RowJudgement => {
    return { ...row, result: row.level === 'prepare' ? 'fires' : 'quiet' }
  })
  expect(describeSignal(errors, judgements)).toMatchObject({ tone: 'warn', limit: 0.05 })
})

it('has neither colour nor limit before anything was judged', () => {
  expect(describeSignal(errors, [])).toMatchObject({ tone: '', limit: null, text: 'normal 0.2 %' })
})

it('tells latency by its multiple of normal', () => {
  const p95 = failing.signals.find(({ id }) => id === 'p95') ?? expect.fail('no latency')
  expect(describeSignal(p95, rollBack.judgements)).toMatchObject({
    tone: 'bad',
    limit: 540,
    text: '3.4× normal (180 ms)'
  })
})

it('is of before where no route sends anybody there any more, until that counts, and keeps what users saw in its picture', () => {
  const left = { workload: 'cart', sinceAt: '2026-03-01T12:45:34Z', seenAt: '2026-03-01T12:45:34Z' }
  const waiting = rollBack.judgements.map((one) => ({ ...one, result: 'waits' }) as const)
  expect(describeSignal({ ...errors, left }, rollBack.judgements)).toMatchObject({ tone: 'bad', old: '' })
  expect(describeSignal({ ...errors, left }, waiting)).toMatchObject({
    tone: 'unk',
    text: 'act at 5 %',
    old: 'holds requests of before'
  })
  expect(leftText(left)).toBe('No route goes to cart since 12:45:34 UTC')
  const series = [{ at: '', value: 0.49 }, ...(errors.series ?? [])]
  const earlier = { workload: 'cart', untilAt: '', next: 'cart-primary', series }
  expect(describeSignal({ ...errors, earlier }, []).summary).toBe('From 0.2 % to 49 %, now 7.8 %.')
})

it.each([
  [720, 'of checkout-1 grows by 8 MiB a minute, and is at its limit of 256 MiB in 12 min', 'full in 12 min'],
  [2_592_000, 'of no pod grows towards its limit of 256 MiB', 'steady']
])('says of memory when it is full, or that it is steady: %i s', (value, said, word) => {
  const { workload: _none, ...rest } = errors
  const memory: Signal = {
    ...rest,
    id: 'memoryLeft',
    unit: 's',
    measure: { state: 'known', value, observedAt: '' },
    said
  }
  expect(describeSignal(memory, [])).toMatchObject({ value: word, text: said.slice('of '.length) })
})
