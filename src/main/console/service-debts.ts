import type { DebtView, OwedDebt, ServiceRef } from '../../contract/index.ts'
import type { DebtBody } from './git-debts.ts'
import { isSame } from './service-ref-in.ts'

/** What of one kind is owed on a service; ids of a kind begin alike. */
export function owedOn(owed: readonly OwedDebt[], prefix: string, ref: ServiceRef): readonly OwedDebt[] {
  return owed.filter((debt) => debt.id.startsWith(prefix) && debt.ref !== null && isSame(debt.ref, ref))
}

/** Where debts are written down. */
export interface DebtPlace {
  readonly ref: ServiceRef
  /** Of the cluster. */
  readonly identity: string
}

/** The records that settle debts, each with the run that owes it; `nowText` is ISO. */
export function settledBodies(owed: readonly OwedDebt[], place: DebtPlace, nowText: string): readonly DebtBody[] {
  return owed.map(({ runId, ref: _service, ...debt }) => ({
    runId,
    ...place,
    text: `Settled: ${debt.text}`,
    debt: { ...debt, settledAt: nowText }
  }))
}

/** The records that open debts of a run. */
export function openedBodies(debts: readonly DebtView[], place: DebtPlace, runId: string): readonly DebtBody[] {
  return debts.map((debt) => ({ runId, ...place, text: debt.text, debt }))
}
