import { expect, it } from 'vitest'
import type { Run } from '../../contract/index.ts'
import { recentRuns } from './recent-runs.ts'

const sent = {
  id: 'r',
  ref: { namespace: 'shop', name: 'cart' },
  state: 'settled',
  outcome: 'succeeded',
  proved: false,
  attested: null,
  watchUntil: null,
  steps: [
    { id: 'undo', kind: 'do', state: 'done' },
    { id: 'users', kind: 'prove', state: 'unknown' }
  ],
  attempts: [{ stepId: 'undo', outcome: 'succeeded' }]
}
const proved = { ...sent, proved: true, watchUntil: '2026-03-01T02:30:00Z' }
const endOf = (...runs: readonly object[]) => recentRuns(runs as unknown as readonly Run[])[0]?.openEnd
const stopped = [sent.steps[0], { id: 'users', kind: 'prove', state: 'cancelled' }]
const more = [...sent.steps, { id: 'more', kind: 'do', state: 'cancelled' }]

it.each([
  ['not proved', sent, 'notProved'],
  ['waited for until somebody stopped', { ...sent, steps: stopped }, 'stopped'],
  ['sent in part', { ...sent, outcome: 'conflict', steps: more }, 'halfWay'],
  ['sent without an answer', { ...sent, attempts: [{ stepId: 'undo', outcome: 'unknown' }] }, 'unknown'],
  ['vouched for', { ...sent, attested: { by: 'mira', note: '', at: '' } }, 'vouched'],
  ['proved', proved, undefined],
  ['refused', { ...sent, outcome: 'failed', attempts: [{ stepId: 'undo', outcome: 'failed' }] }, undefined],
  ['overtaken', { ...sent, overtaken: { runId: 'x', title: '', at: '' } }, undefined]
])('tells of what was %s what is open', (_what, run, expected) => {
  expect(endOf(run)).toBe(expected)
})

it('stays until something else is sent, on every service that it changed', () => {
  expect(endOf(sent, { ...sent, id: 'next', outcome: 'cancelled', attempts: [] })).toBe('notProved')
  expect(recentRuns([sent, { ...proved, id: 'next' }] as unknown as readonly Run[])).toMatchObject([
    { id: 'next', proved: true }
  ])
  const several = { ...sent, besides: ['tax', 'stock'].map((name) => ({ ref: { namespace: 'shop', name } })) }
  expect(recentRuns([several] as unknown as readonly Run[]).map(({ ref }) => ref.name)).toEqual(['tax', 'stock'])
})
