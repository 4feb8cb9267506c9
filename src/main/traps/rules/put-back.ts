import type { Owner, TrapNotice } from '../../../contract/index.ts'
import { ownerText } from '../../providers/kubernetes/owners/refusal.ts'

/** That an owner puts a manual change back, as far as it really does now (T11). */
export function putBackNotice(owner: Owner): TrapNotice {
  return {
    id: `T11 ${owner.system} ${owner.name}`,
    severity: 'warning',
    lead: `${ownerText(owner)} ${leads[owner.reconciles ?? 'reverts']}`,
    text: `${owner.effect} ${owner.reconciles === 'held' ? 'Resumed, it puts back at once what Git says: revert there first.' : 'Revert at its source as well.'}`,
    source: owner.source
  }
}

const leads: Readonly<Record<NonNullable<Owner['reconciles']>, string>> = {
  reverts: 'will put the change back.',
  drifts: 'will put the change back with the next commit.',
  held: 'puts nothing back as long as it is held.',
  repeated: 'will probably put the change back.',
  writing: 'keeps writing the pod template, and may write over the change.'
}
