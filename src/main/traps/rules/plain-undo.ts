import { refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { historyOf, plainUndoPick } from '../../providers/kubernetes/history.ts'
import { isAboutDeployment, type CommandRule } from '../rule-facts.ts'

/** What `rollout undo` without a revision would pick, when that is not a revision with a good standing. */
export const undoesBlindly: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'rollout undo') return null
  // 0 stands for the one before as well.
  if ((intended.revision ?? 0) !== 0 || !isAboutDeployment(intended, facts)) return null
  // Under a Canary it is another trap, whatever it picks.
  if (refusingOwner(facts.ownership)) return null
  const pick = plainUndoPick(historyOf(facts.deployment, facts.replicaSets))
  const known = facts.standings.find(({ replicaSet }) => replicaSet === pick?.replicaSet.metadata.name)
  if (!pick || (!known && !pick.isCurrent)) return null
  const isBad = known?.standing === 'bad' || pick.isCurrent
  if (!isBad && known?.standing === 'good') return null
  const why = pick.isCurrent
    ? 'which is what runs now'
    : isBad
      ? 'which served badly itself'
      : 'about which nothing is known'
  return {
    id: 'plainUndo',
    severity: isBad ? 'refused' : 'warning',
    lead: `"kubectl rollout undo" would pick revision ${pick.revision}, ${why}.`,
    text: 'Without a revision it takes the second-highest, whatever that was; run twice it puts back what runs now. Backout pins the revision.',
    source: 'kubernetes/kubectl pkg/polymorphichelpers/rollback.go deploymentRevision',
    command: intended.command
  }
}
