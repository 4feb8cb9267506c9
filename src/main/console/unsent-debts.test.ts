import { expect, it } from 'vitest'
import type { OwedDebt, Run } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { approvedCommands, unsentDebts } from './unsent-debts.ts'

const ref = { namespace: 'shop', name: 'catalog' }
const now = '2026-03-01T02:10:00.000Z'
const steps = [
  { id: 'arm', kind: 'do', title: 'Arm the rollback', state: 'done' },
  { id: 'failed', kind: 'wait', title: 'Flagger rolls back', state: 'cancelled' },
  { id: 'target', kind: 'do', title: 'Put catalog back to revision 3', state: 'todo' }
]
const attempts = [{ stepId: 'arm', outcome: 'succeeded' }]
const halfWay = { id: 'r', ref, state: 'settled', outcome: 'cancelled', continues: null, steps, attempts }
const whole = {
  ...halfWay,
  id: 'next',
  outcome: 'succeeded',
  continues: { runId: 'r', how: 'goOn' },
  steps: steps.slice(2).map((step) => ({ ...step, state: 'done' })),
  attempts: [{ stepId: 'target', outcome: 'succeeded' }]
}
const debtsOf = (run: object, owed: readonly OwedDebt[] = []) =>
  unsentDebts(run as unknown as Run, owed, 'cluster', now)
const owedOf = (run: object): readonly OwedDebt[] => debtsOf(run).map(({ debt }) => ({ ...debt, runId: 'r', ref }))

it('what was approved and not sent is owed, once', () => {
  expect(debtsOf(halfWay)).toMatchObject([
    {
      runId: 'r',
      ref,
      text: 'Put catalog back to revision 3: it was approved, and is not done',
      debt: { openedAt: now }
    }
  ])
  expect(debtsOf(halfWay, owedOf(halfWay))).toEqual([])
  // The next one stops there as well: it is the same thing that is left.
  expect(debtsOf({ ...halfWay, id: 'next' }, owedOf(halfWay))).toEqual([])
})

it('what was refused after something was done is owed as well, and what was refused alone is not', () => {
  const refused = {
    ...halfWay,
    outcome: 'failed',
    attempts: [...halfWay.attempts, { stepId: 'target', outcome: 'failed' }]
  }
  expect(debtsOf(refused)).toMatchObject([{ debt: { id: 'unsent r target' } }])
  expect(debtsOf({ ...refused, attempts: [{ stepId: 'target', outcome: 'failed' }] })).toEqual([])
})

it('is settled by a run that goes on with it and does all of it, on that service', () => {
  expect(debtsOf(whole, owedOf(halfWay))).toMatchObject([
    { runId: 'r', debt: { id: 'unsent r target', settledAt: now } }
  ])
  expect(debtsOf({ ...whole, outcome: 'failed', steps: [] }, owedOf(halfWay))).toEqual([])
  expect(debtsOf({ ...whole, ref: { ...ref, name: 'cart' } }, owedOf(halfWay))).toEqual([])
})

it('is settled as soon as it is done by a run that was approved after it, also by one of its own', () => {
  const settled = [{ runId: 'r', debt: { id: 'unsent r target', settledAt: now } }]
  expect(debtsOf({ ...whole, state: 'verifying', outcome: null }, owedOf(halfWay))).toMatchObject(settled)
  const own = { ...whole, continues: null, approvedAt: '2026-03-01T02:11:00.000Z' }
  expect(debtsOf(own, owedOf(halfWay))).toMatchObject(settled)
  expect(debtsOf({ ...own, approvedAt: '2026-03-01T02:00:00.000Z' }, owedOf(halfWay))).toEqual([])
  expect(debtsOf({ ...own, steps: own.steps.map((step) => ({ ...step, state: 'now' })) }, owedOf(halfWay))).toEqual([])
})

it('nothing is owed before it has settled, nor where nothing was sent', () => {
  expect(debtsOf({ ...halfWay, state: 'waiting' })).toEqual([])
  expect(debtsOf({ ...halfWay, attempts: [] })).toEqual([])
})

it('names the command of the step, as it was approved', () => {
  const command = 'kubectl -n shop rollout restart deployment/catalog'
  const confirm = { kind: 'confirm', body: { steps: [{ id: 'arm' }, { id: 'target', command }] } }
  const commands = approvedCommands([confirm as unknown as JournalRecord])
  const [owed] = unsentDebts(halfWay as unknown as Run, [], 'cluster', now, commands)
  expect(owed?.debt.command).toBe(command)
})
