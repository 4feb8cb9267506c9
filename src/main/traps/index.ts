import type { Ownership, TrapNotice } from '../../contract/index.ts'
import { canaryOwner } from '../lib/canary-owner.ts'
import type { KubeObject } from '../ports/kube.ts'
import { canaryTraps } from './canary-traps.ts'
import { commandTraps } from './command-traps.ts'
import { gitOpsTraps } from './gitops-traps.ts'
import { plainUndoTrap } from './plain-undo-trap.ts'

export interface TrapInput {
  readonly ownership: Ownership
  /** The Deployment as raw JSON. */
  readonly deployment: KubeObject
  /** ReplicaSets of the namespace or of the Deployment as raw JSON. */
  readonly replicaSets: readonly KubeObject[]
  /** Canaries of the namespace as raw JSON; empty when there are none or they cannot be read. */
  readonly canaries: readonly KubeObject[]
  /** The commands of the procedure, filled in for this service. */
  readonly commands: readonly string[]
  /** What is known about the revisions, to say whether plain undo would pick a bad one. */
  readonly records?: readonly { readonly replicaSet: string; readonly record: 'good' | 'bad' | 'none' }[]
}

/** The traps of the written procedure that apply to the Deployment lever now, refusals first. */
export function trapsFor(input: TrapInput): readonly TrapNotice[] {
  const owner = canaryOwner(input.ownership)
  const all = [
    ...canaryTraps(input, owner),
    ...(owner === null ? plainUndoTrap(input) : []),
    ...gitOpsTraps(input),
    ...commandTraps(input)
  ]
  return [...all.filter(({ severity }) => severity === 'refused'), ...all.filter(({ severity }) => severity === 'warning')]
}
