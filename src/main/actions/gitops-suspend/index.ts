import * as z from 'zod/mini'
import { targetKey, targetName } from '../../../contract/index.ts'
import type { Action, Mutation } from '../../ports/action.ts'
import {
  fieldAction,
  fieldFacts,
  fieldStep,
  patchCommand,
  type FieldStep
} from '../../providers/kubernetes/field-action.ts'
import { reversed } from '../../providers/kubernetes/field-change.ts'

const id = 'gitops-suspend'

const reconcilerFacts = z.extend(fieldFacts, {
  /** Whether it is held from now on, or goes on. */
  holds: z.boolean()
})
export type ReconcilerFacts = z.infer<typeof reconcilerFacts>

const base = fieldAction<ReconcilerFacts>({
  id,
  version: 1,
  facts: reconcilerFacts,
  debts: (mutation) => (mutation.facts.holds ? [debtOf(mutation)] : []),
  settles: (mutation) => (mutation.facts.holds ? [] : [debtId(mutation)])
})

/** Holds what puts Git back into the cluster, or lets it go on. What is held is owed. */
export const holdReconciler: Action<ReconcilerFacts> = {
  ...base,
  undo({ target, facts }) {
    const { holds, changes, ...rest } = facts
    const back = { ...rest, holds: !holds, changes: reversed(changes) }
    const title = `${holds ? 'Resume' : 'Suspend'} ${facts.kind} ${targetName(target)}`
    return holdStep({ id: `undo-${id}`, title, target, facts: back })
  }
}

/** A step of a plan that holds a reconciler, or lets it go on. */
export function holdStep(step: Omit<FieldStep<ReconcilerFacts>, 'action'>) {
  return fieldStep({ ...step, action: id })
}

function debtOf({ target, facts }: Mutation<ReconcilerFacts>) {
  const { changes, ...rest } = facts
  return {
    id: debtId({ target }),
    text: `Revert the bad version in Git, then resume ${facts.kind} ${targetName(target)}: it puts back what Git says at once`,
    command: patchCommand(target, { ...rest, changes: reversed(changes) })
  }
}

function debtId({ target }: Pick<Mutation, 'target'>): string {
  return `${id} ${targetKey(target)}`
}
