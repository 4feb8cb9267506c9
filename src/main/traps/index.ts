import type { TrapNotice } from '../../contract/index.ts'
import { refusalTrap, refusingOwner } from '../providers/kubernetes/owners/refusal.ts'
import { canaryTraps, procedureUndo } from './canary-traps.ts'
import { commandTraps } from './command-traps.ts'
import { gitOpsTraps } from './gitops-traps.ts'
import { plainUndoTrap } from './plain-undo-trap.ts'
import type { TrapInput } from './trap-input.ts'

export type { TrapInput }

/** The traps of the written procedure that apply to the Deployment lever now, refusals first. */
export function trapsFor(input: TrapInput): readonly TrapNotice[] {
  const owner = refusingOwner(input.ownership)
  const all = [
    ...(owner === null ? plainUndoTrap(input) : [refusalTrap(owner, procedureUndo(input))]),
    ...(owner?.system === 'Flagger' ? canaryTraps(input, owner) : []),
    ...gitOpsTraps(input),
    ...commandTraps(input)
  ]
  return [
    ...all.filter(({ severity }) => severity === 'refused'),
    ...all.filter(({ severity }) => severity === 'warning')
  ]
}
