import { FailureError, failureOf, type DebtView, type OwedDebt, type RequestInput } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Runs } from './runs.ts'

export interface DebtsOptions {
  readonly runs: Pick<Runs, 'owed' | 'publishDebts'>
  readonly record: Pick<RecordKeeper, 'debt'>
  readonly clock: Clock
  readonly operator: string
}

/** What a person says of a debt: both stand in the record with their words, and survive a restart. */
export function createDebts({ runs, record, clock, operator }: DebtsOptions) {
  async function write({ runId, ref, ...debt }: OwedDebt, change: Partial<DebtView>, text: string): Promise<void> {
    const { identity } = runs.owed()
    await record.debt({ runId, ref, identity, operator, text, debt: { ...debt, ...change } })
    runs.publishDebts()
  }

  /** @throws FailureError `notFound` when nothing of that id is owed here any more. */
  function owed(id: string): OwedDebt {
    const found = runs.owed().debts.find((debt) => debt.id === id)
    if (found) return found
    throw new FailureError(failureOf('notFound', 'That is not owed any more.'))
  }

  return {
    /** By the operator's word: nothing is measured, and the record says so. */
    async settle({ id, note }: RequestInput<'debt.settle'>): Promise<void> {
      const debt = owed(id)
      const change = { settledAt: clock.now().toISOString(), settledNote: note }
      await write(debt, change, `Settled, says ${operator}: ${debt.text}. ${note}`)
    },
    /** It is owed on, and not pinned any more. */
    async handOver({ id, to, note }: RequestInput<'debt.handOver'>): Promise<void> {
      const debt = owed(id)
      const handedOver = { to, note, at: clock.now().toISOString() }
      await write(debt, { handedOver }, `Handed over to ${to}: ${debt.text}.${note === '' ? '' : ` ${note}`}`)
    }
  }
}
