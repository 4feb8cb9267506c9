import type { Owner } from '../../../contract/index.ts'
import { claimingOwners } from '../../providers/kubernetes/owners/claims.ts'
import { refusalTrap, refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { isAboutDeployment, isIn, type CommandRule, type ServiceFacts } from '../rule-facts.ts'
import type { KubectlIntended } from '../intended.ts'

/** Undo of a Deployment that a Canary or a Rollout rolls out. */
export const undoesUnderOwner: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'rollout undo') return null
  if (isAboutDeployment(intended, facts)) {
    const owner = refusingOwner(facts.ownership)
    return owner && refusalTrap(owner, intended.command, facts.flaggerDead)
  }
  const owner = ownerOfOther(intended, facts)
  return owner && { ...refusalTrap(owner, intended.command), id: `T3 ${intended.name ?? ''}` }
}

/** Of another Deployment of the namespace it is known who claims it, and nothing else. */
function ownerOfOther({ resource, name, namespace }: KubectlIntended, facts: ServiceFacts): Owner | null {
  const { deployment } = facts
  if (resource !== 'deployments' || name === null || !isIn(namespace, deployment)) return null
  const other = { ...deployment, metadata: { name, namespace: deployment.metadata.namespace ?? '', uid: '' } }
  return refusingOwner({ owners: claimingOwners(other, facts) })
}
