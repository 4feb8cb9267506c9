import { expect, test } from 'vitest'
import { judge } from './judge.ts'
import type { JournalledAttempt, Line } from './read-journal.ts'
import { wrongEnds } from './wrong-ends.ts'

const attempt = (body: string, ...outcomes: string[]): JournalledAttempt => ({
  attemptId: `${body} ${outcomes.join()}`,
  body,
  deadlineAtMs: 0,
  outcomes
})
const sent = (body: string, status: number | null) => ({ path: '/x', body, status })
const clean = {
  effectsWithoutIntent: 0,
  intentsLost: 0,
  duplicates: 0,
  unsettled: 0,
  wrongEnds: 0,
  wrongOutcomes: 0,
  uncounted: 0
}

test('a lost request that is planned and sent again is no fault', () => {
  const attempts = [attempt('a', 'failed'), attempt('a', 'succeeded'), attempt('b', 'failed'), attempt('c', 'failed')]
  const mutations = [sent('a', null), sent('a', 200), sent('b', 422)]
  expect(judge({ attempts, journals: [], mutations, counted: 1 })).toEqual(clean)
})

test.each([
  [
    'an effect that nothing announced',
    [],
    [sent('a', 200)],
    { effectsWithoutIntent: 1, intentsLost: 1, wrongOutcomes: 1 }
  ],
  [
    'a change that takes effect twice',
    [attempt('a', 'succeeded')],
    [sent('a', 200), sent('a', 200)],
    { duplicates: 2, wrongOutcomes: 1 }
  ],
  ['a request that is sent twice', [attempt('a', 'succeeded')], [sent('a', null), sent('a', 200)], { duplicates: 1 }],
  ['an attempt that stays open', [attempt('a')], [], { unsettled: 1 }],
  ['an attempt that ends twice', [attempt('a', 'failed', 'failed')], [], { unsettled: 1 }],
  ['a success that did not happen', [attempt('a', 'succeeded')], [sent('a', 409)], { wrongOutcomes: 1 }],
  ['an effect that is called failed', [attempt('a', 'failed')], [sent('a', 200)], { wrongOutcomes: 1 }]
])('%s is a fault', (_what, attempts, mutations, faults) => {
  const counted = mutations.filter(({ status }) => status === 200).length
  expect(judge({ attempts, journals: [], mutations, counted })).toEqual({ ...clean, ...faults })
})

test('an effect that only the drill saw is a fault', () => {
  expect(judge({ attempts: [], journals: [], mutations: [], counted: 1 })).toEqual({ ...clean, uncounted: 1 })
})

const line = (kind: string, body: Line['body'] = {}): Line => ({ kind, body: { runId: 'r', ...body } })
const intent = line('intent', { attemptId: 'a' })
const outcome = (said: string) => line('outcome', { attemptId: 'a', outcome: said })

test.each([
  ['a run that was proved', [intent, outcome('succeeded'), line('settled', { proved: true })]],
  ['a run that needed no change', [line('note', { outcome: 'noChange' }), line('settled', { proved: true })]],
  ['a run that was called off', [line('settled', { outcome: 'cancelled', proved: false })]],
  ['a request that stays in doubt', [intent, line('settled', { outcome: 'unknown', proved: false })]],
  [
    'a doubt that was read again',
    [intent, line('settled', { outcome: 'unknown' }), line('resume'), outcome('failed'), line('settled')]
  ],
  ['another run', [line('settled'), line('intent', { runId: 's', attemptId: 'b' })]]
])('the end of %s is right', (_what, lines) => {
  expect(wrongEnds(lines)).toBe(0)
})

test.each([
  ['certain while a request is in doubt', [intent, line('settled', { outcome: 'failed', proved: false })]],
  ['certain while nobody heard', [intent, outcome('unknown'), line('settled', { proved: false })]],
  ['proved without an effect', [intent, outcome('failed'), line('settled', { proved: true })]],
  ['followed by another request', [line('settled', { outcome: 'cancelled' }), intent]]
])('an end that is %s is a fault', (_what, lines) => {
  expect(wrongEnds(lines)).toBe(1)
  expect(judge({ attempts: [], journals: [lines, lines], mutations: [], counted: 0 }).wrongEnds).toBe(2)
})
