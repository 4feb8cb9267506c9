import { ownerText } from '../../providers/kubernetes/owners/refusal.ts'
import type { StateRule } from '../facts.ts'

/** Who puts a manual change back, and when. */
export const isPutBack: StateRule = ({ ownership }) =>
  ownership.owners
    .filter(({ role }) => role === 'gitops' || role === 'controller')
    .map((owner) => ({
      id: `T11 ${owner.system} ${owner.name}`,
      severity: 'warning',
      lead: `${ownerText(owner)} will put the change back.`,
      text: `${owner.effect} Revert at its source as well.`,
      source: owner.source
    }))
