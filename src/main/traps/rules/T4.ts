import type { CommandRule } from '../rule-facts.ts'

/** Undo of whatever a list, a selector or a whole namespace holds. */
export const undoesEverything: CommandRule = (intended) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'rollout undo' || !intended.each) return null
  return {
    id: `T4 ${intended.namespace ?? ''}/${intended.selector ?? ''}`,
    severity: 'refused',
    lead: 'Refused: it rolls back every Deployment that it finds.',
    text: 'It also reverts primaries and services that never changed, and a second run puts the bad version back.',
    instead: 'Roll back only what changed, each to a revision that is known to be good.',
    source: 'kubernetes/kubectl pkg/polymorphichelpers/rollback.go DeploymentRollbacker.Rollback',
    command: intended.command
  }
}
