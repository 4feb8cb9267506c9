import { claimingOwners } from '../../providers/kubernetes/owners/claims.ts'
import { refusalTrap, refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { isAbout, isIn, type CommandRule, type ServiceFacts } from '../facts.ts'
import type { KubectlIntended } from '../intended.ts'

/** Undo of a Deployment that Flagger releases or owns. */
export const undoesUnderCanary: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'rollout undo') return null
  if (isAbout(intended, facts)) {
    const owner = refusingOwner(facts.ownership)
    return owner && refusalTrap(owner, intended.command)
  }
  const owner = ownerOfOther(intended, facts)
  return owner && { ...refusalTrap(owner, intended.command), id: `T3 ${intended.name ?? ''}` }
}

/** Of another Deployment of the namespace the Canaries are known, and nothing else. */
function ownerOfOther({ resource, name, namespace }: KubectlIntended, { deployment, canaries }: ServiceFacts) {
  if (resource !== 'deployments' || name === null || !isIn(namespace, deployment)) return null
  const other = { ...deployment, metadata: { name, namespace: deployment.metadata.namespace ?? '', uid: '' } }
  return refusingOwner({ owners: claimingOwners(other, { canaries, rollouts: [] }) })
}
