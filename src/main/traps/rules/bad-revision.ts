import { refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { historyOf } from '../../providers/kubernetes/history.ts'
import { isAboutDeployment, type CommandRule } from '../rule-facts.ts'

/** `rollout undo --to-revision` to a revision that served badly itself: the number is right, and what it brings back is not. */
export const undoesToBadRevision: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'rollout undo') return null
  if ((intended.revision ?? 0) === 0 || !isAboutDeployment(intended, facts)) return null
  // Under a Canary it is another trap, whatever it names.
  if (refusingOwner(facts.ownership)) return null
  const named = historyOf(facts.deployment, facts.replicaSets).find(({ revision }) => revision === intended.revision)
  const known = facts.standings.find(({ replicaSet }) => replicaSet === named?.replicaSet.metadata.name)
  if (named === undefined || known?.standing !== 'bad') return null
  return {
    id: `badRevision ${named.revision}`,
    severity: 'refused',
    lead: `Revision ${named.revision} served badly itself.`,
    text: named.isCurrent
      ? 'It is also what runs now: nothing would change.'
      : 'It would bring back what users were hurt by. The history of the service says which revision is good, and why.',
    source: 'kubernetes/kubectl pkg/polymorphichelpers/rollback.go DeploymentRollbacker.Rollback',
    command: intended.command
  }
}
