import type { TrapNotice } from '../../contract/index.ts'
import { historyOf, plainUndoPick } from '../providers/kubernetes/history.ts'
import type { TrapInput } from './trap-input.ts'

/** What `rollout undo` without a revision would pick, when that is not a revision with a good record. */
export function plainUndoTrap({ deployment, replicaSets, records, commands }: TrapInput): readonly TrapNotice[] {
  const pick = plainUndoPick(historyOf(deployment, replicaSets))
  if (!pick) return []
  const record = records?.find(({ replicaSet }) => replicaSet === pick.replicaSet.metadata.name)?.record ?? 'none'
  if (record === 'good' && !pick.isCurrent) return []
  const command =
    commands.find((line) => /rollout\s+undo/.test(line) && !line.includes('--to-revision')) ??
    `kubectl -n ${deployment.metadata.namespace ?? ''} rollout undo deployment/${deployment.metadata.name}`
  const why = pick.isCurrent
    ? 'which is what runs now'
    : record === 'bad'
      ? 'which has a bad record itself'
      : 'about which nothing is known'
  return [
    {
      id: 'plainUndo',
      severity: record === 'bad' || pick.isCurrent ? 'refused' : 'warning',
      lead: `"kubectl rollout undo" would pick revision ${pick.revision}, ${why}.`,
      text: 'Without a revision it takes the second-highest, whatever that was; run twice it puts the bad version back. Backout pins the revision.',
      source: 'kubernetes/kubectl pkg/polymorphichelpers/rollback.go deploymentRevision',
      command
    }
  ]
}
