import type { DebtView } from '../../../contract/index.ts'
import type { Action } from '../../ports/action.ts'
import type { DoStep } from '../../ports/step.ts'

/** What a step will leave behind, as its action will write it down. */
export function announcedDebts<F>(
  { target, facts, command, sends }: DoStep,
  action: Pick<Action<F>, 'facts' | 'debts'>
): readonly DebtView[] {
  const known = action.facts.safeParse(facts)
  if (!known.success || sends.kind !== 'fixed') return []
  const debts = action.debts?.({ target, facts: known.data, command, request: sends.request }) ?? []
  return debts.map((debt) => ({ ...debt, openedAt: null, settledAt: null }))
}
