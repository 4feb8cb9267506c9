import { expect, it } from 'vitest'
import type { OwedDebt, Run } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { leftDebts } from './left-debts.ts'

const ref = { namespace: 'shop', name: 'vouchers' }
const now = '2026-03-01T02:47:00.000Z'
const run = (change: object = {}): Run =>
  ({
    id: 'r',
    ref,
    state: 'settled',
    proved: true,
    attempts: [{ outcome: 'succeeded' }],
    checks: [],
    debts: [],
    ...change
  }) as unknown as Run
const confirm: JournalRecord = { seq: 1, t: now, kind: 'confirm', body: { runId: 'r', proof: { left: ['It stays.'] } } }
const owed = (of: Run, open: readonly OwedDebt[] = [], records = [confirm]) => leftDebts(of, records, open, 'c', now)

it('owes what was not moved with the users, once something was done', () => {
  const [debt, ...others] = owed(run())
  expect(others).toEqual([])
  expect(debt).toMatchObject({ runId: 'r', text: 'Decide about the data. It stays', debt: { openedAt: now } })
  expect(owed(run({ state: 'sending' }))).toEqual([])
  expect(owed(run({ attempts: [] }))).toEqual([])
  expect(owed(run(), [], [{ ...confirm, body: { runId: 'r', proof: {} } }])).toEqual([])
  expect(owed(run({ debts: [debt?.debt] })), 'once').toEqual([])
})

it('is settled by a run of the service that is proved to have moved it, and by no other', () => {
  const [debt = expect.fail('none')] = owed(run())
  const open: OwedDebt = { ...debt.debt, runId: 'r', ref }
  const mover = (change: object) => run({ id: 'later', checks: [{ name: 'account', status: 'True' }], ...change })
  expect(owed(mover({}), [open], [])).toMatchObject([{ runId: 'r', debt: { id: open.id, settledAt: now } }])
  expect(owed(mover({ proved: false }), [open], [])).toEqual([])
  expect(owed(mover({ ref: { ...ref, name: 'cart' } }), [open], [])).toEqual([])
})

it('is settled by a run of the service that is proved to have led users to where it is', () => {
  const [debt = expect.fail('none')] = owed(run())
  const open: OwedDebt = { ...debt.debt, runId: 'r', ref }
  const back = run({ id: 'later', checks: [{ name: 'dataHome', status: 'True' }] })
  expect(owed(back, [open], [])).toMatchObject([{ runId: 'r', debt: { id: open.id, settledAt: now } }])
})

it('is owed as well by a run that moved one kind of data and left another, which settles nothing', () => {
  const [debt = expect.fail('none')] = owed(run())
  const open: OwedDebt = { ...debt.debt, text: 'Decide about the data. It stayed', runId: 'r', ref }
  const mover = run({ id: 'later', checks: [{ name: 'postgres', status: 'True' }] })
  expect(owed(mover, [open])).toMatchObject([{ runId: 'later', debt: { settledAt: null } }])
})
