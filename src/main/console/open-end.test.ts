import { expect, it } from 'vitest'
import type { Run } from '../../contract/index.ts'
import { openEnd } from './open-end.ts'

const attempt = (stepId: string, outcome: Run['outcome']) => ({ stepId, outcome })
const run = (change: object): Run =>
  ({
    state: 'settled',
    proved: false,
    outcome: 'succeeded',
    attempts: [attempt('one', 'succeeded')],
    attested: null,
    overtaken: null,
    steps: [{ id: 'one', kind: 'do', state: 'done' }],
    ...change
  }) as unknown as Run

it.each([
  ['notProved', {}],
  ['vouchedFor', { attested: { by: 'mira', note: '', at: '' } }],
  ['halfWay', { steps: [...run({}).steps, { id: 'two', kind: 'do', state: 'cancelled' }] }],
  ['unknown', { outcome: 'unknown', attempts: [attempt('one', 'unknown')] }],
  [null, { proved: true }],
  [null, { state: 'verifying' }],
  [null, { attempts: [attempt('one', 'conflict')] }],
  [null, { overtaken: { runId: 'r', title: '', at: '' } }]
])('is %s', (open, change) => {
  expect(openEnd(run(change))).toBe(open)
})
