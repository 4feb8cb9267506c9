import type { OwedDebt, Run, ServiceRef } from '../../contract/index.ts'
import { isSame } from './service-ref-in.ts'

/** What was let go, and for which run it was held. */
export interface LetGo {
  readonly run: Pick<Run, 'id'>
  readonly ref: ServiceRef
  /** `Application argocd/apps`, as its owner is named. */
  readonly name: string
  /** What the watch says of it. */
  readonly said: string
}

/**
 * What is owed for a reconciler that somebody else let go on: to resume it is no instruction any more, and the revert in Git is due
 * now. Each under its own id, so that holding it again brings the first words back.
 */
export function letGoDebts(
  owed: readonly OwedDebt[],
  { run, ref, name, said }: LetGo
): { readonly text: string; readonly debts: readonly OwedDebt[] } {
  const text = `Revert the bad version in Git now. ${said.replace(/^Alarm: /, '').replace(/\.$/, '')}`
  const [kind = ''] = name.split(' ')
  const short = name.split(/[ /_]/).at(-1) ?? ''
  const isOfIt = (debt: OwedDebt): boolean =>
    debt.text.includes(`resume ${kind} ${short}:`) && (debt.runId === run.id || isSame(debt.ref, ref))
  return { text, debts: owed.filter(isOfIt).map((debt) => ({ ...debt, text, command: '' })) }
}
