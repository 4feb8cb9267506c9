import type { DebtView, OwedDebt, Run } from '../../contract/index.ts'
import { arrayAt } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { DebtBody } from './git-debts.ts'
import { openedBodies, owedOn, settledBodies } from './service-debts.ts'

const prefix = 'left '
/** Checks of a proof that say that the data is where it is to be (`levers/data-frame`, `levers/sql-frame`, `levers/postgres-frame`, `levers/region-frame`). */
const moved: ReadonlySet<string> = new Set(['account', 'group', 'postgres', 'dataHome'])

/**
 * What a run did not move with the users is owed once something of it was done, as its approval says it: a region that nothing can
 * be written in hurts whoever is led elsewhere. A later run of the service that is proved to have moved it settles that, and so does one
 * that is proved to have led users to where it is.
 * @param records of the run
 * @param owed open debts of the cluster
 * @param nowText ISO, by the clock of the run's place
 */
export function leftDebts(
  run: Run,
  records: readonly JournalRecord[],
  owed: readonly OwedDebt[],
  identity: string,
  nowText: string
): readonly DebtBody[] {
  const { id: runId, ref } = run
  if (ref === null || (run.state !== 'verifying' && run.state !== 'settled')) return []
  const left = arrayAt(records.find(({ kind }) => kind === 'confirm')?.body, 'proof', 'left')
  // One that moved some of the data and left the rest settles nothing: which of it was owed is not known.
  const isMoved = left.length === 0 && run.checks.some(({ name, status }) => moved.has(name) && status === 'True')
  if (run.proved && isMoved) return settledBodies(owedOn(owed, prefix, ref), { ref, identity }, nowText)
  if (!run.attempts.some(({ outcome }) => outcome === 'succeeded')) return []
  const known = new Set(owed.map(({ text }) => text))
  const opened = left
    .filter((each) => typeof each === 'string')
    .map((each, index): DebtView => {
      const text = `Decide about the data. ${each.replace(/\.$/, '')}`
      return { id: `${prefix}${runId} ${index}`, text, command: '', openedAt: nowText, settledAt: null }
    })
    .filter(({ id, text }) => !known.has(text) && !run.debts.some((debt) => debt.id === id))
  return openedBodies(opened, { ref, identity }, runId)
}
