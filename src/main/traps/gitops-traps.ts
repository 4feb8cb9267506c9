import type { TrapNotice } from '../../contract/index.ts'
import { ownerText } from '../providers/kubernetes/owners/refusal.ts'
import type { TrapInput } from './trap-input.ts'

/** Who puts a manual change back, and when (T11). */
export function gitOpsTraps({ ownership }: TrapInput): readonly TrapNotice[] {
  return ownership.owners
    .filter(({ role }) => role === 'gitops' || role === 'controller')
    .map((owner) => ({
      id: 'T11',
      severity: 'warning' as const,
      lead: `${ownerText(owner)} will put the change back.`,
      text: `${owner.effect} Revert at its source as well.`,
      source: owner.source
    }))
}
