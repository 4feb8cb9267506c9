import { FailureError, failureOf, type DebtView, type OwedDebt, type RequestInput } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConsolePorts } from '../ports/console.ts'
import { agreeToWordHere, type SaidIn } from './agree-to-word.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Runs } from './runs.ts'

export interface DebtsOptions {
  readonly runs: Pick<Runs, 'owed' | 'publishDebts'>
  readonly record: Pick<RecordKeeper, 'debt'>
  readonly clock: Clock
  readonly operator: string
  readonly dialogs: Pick<ConsolePorts['dialogs'], 'confirmTrust'>
  /** What is open. */
  readonly environment: () => SaidIn | null
}

/**
 * What a person says of a debt: both stand in the record with their words, survive a restart, and take away what is pinned. So
 * both are asked about outside the window.
 */
export function createDebts({ runs, record, clock, operator, dialogs, environment }: DebtsOptions) {
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

  /** @returns the debt as it is after the question. @throws FailureError `cancelled` when it was not agreed to. */
  async function agreed(id: string, title: string, action: string, said: string): Promise<OwedDebt> {
    const { text } = owed(id)
    const about = `${text}\n\nThe record and the report will say, as the word of ${operator}:`
    await agreeToWordHere(dialogs, environment, { title, about, said, action, otherwise: 'It is owed as before.' })
    return owed(id)
  }

  return {
    /** By the operator's word: nothing is measured, and the record says so. */
    async settle({ id, note }: RequestInput<'debt.settle'>): Promise<void> {
      const debt = await agreed(id, 'Is this settled?', 'It is settled', note)
      const change = { settledAt: clock.now().toISOString(), settledNote: note }
      await write(debt, change, `Settled, says ${operator}: ${debt.text}. ${note}`)
    },
    /** It is owed on, and not pinned any more. */
    async handOver({ id, to, note }: RequestInput<'debt.handOver'>): Promise<void> {
      const word = `Handed over to ${to}.${note === '' ? '' : ` ${note}`}`
      const debt = await agreed(id, 'Does somebody else see to this?', 'Hand it over', word)
      const handedOver = { to, note, at: clock.now().toISOString() }
      await write(debt, { handedOver }, `Handed over to ${to}: ${debt.text}.${note === '' ? '' : ` ${note}`}`)
    }
  }
}

export type Debts = ReturnType<typeof createDebts>
