import { refusalTrap, refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { ownerMeant, type CommandRule } from '../rule-facts.ts'

/** A rollback of the Helm release that the service is part of. */
export const rollsReleaseBack: CommandRule = (intended, facts) => {
  if (intended.tool !== 'helm' || intended.isRead || intended.verb !== 'rollback') return null
  const release = ownerMeant(intended, facts)
  if (!release) return null
  const refusing = refusingOwner(facts.ownership)
  if (refusing) return refusalTrap(refusing, intended.command, facts.flaggerDead)
  // 0 stands for the one before as well.
  if ((intended.revision ?? 0) !== 0) return null
  return {
    id: `helm ${release.name}`,
    severity: 'warning',
    lead: 'helm rollback without a revision goes to the one before, whatever that was.',
    text: 'It may be one that failed. Everything in the release goes back with it.',
    instead: 'Read helm history, and name the revision.',
    source: 'helm/helm pkg/action/rollback.go prepareRollback',
    command: intended.command
  }
}
