import type { TrapNotice } from '../../../contract/index.ts'
import { at } from '../../lib/json-access.ts'
import { isIn, canaryIsOnTrial, type CommandRule, type ServiceFacts } from '../rule-facts.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { KubectlIntended } from '../intended.ts'

/** A deletion that takes a Canary, and with it what serves. */
export const deletesCanary: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'delete') return null
  const { resource, name, namespace } = intended
  const id = `T2 ${namespace ?? ''}/${resource}/${name ?? ''}`
  if (resource === 'canaries') return ofCanary(id, intended, facts)
  const what =
    resource === 'namespaces'
      ? 'the namespace takes everything in it: the Canaries, their primaries, and every other service'
      : resource === 'all'
        ? 'all takes Deployments and Services, and the Canaries with them'
        : resource === 'customresourcedefinitions'
          ? 'a definition takes every object of its kind, in the whole cluster'
          : ''
  if (what === '') return null
  return {
    id,
    severity: 'refused',
    lead: `Refused: deleting ${what}.`,
    text: 'What serves users may be among it, and nothing puts it back.',
    source:
      'fluxcd/flagger artifacts/flagger/crd.yaml (categories); kubernetes/kubernetes pkg/controller/garbagecollector',
    command: intended.command
  }
}

function ofCanary(id: string, { name, namespace, orphans, command }: KubectlIntended, facts: ServiceFacts): TrapNotice {
  const canary = facts.canaries.find((candidate) => candidate.metadata.name === name && isIn(namespace, candidate))
  if (orphans && at(canary, 'spec', 'revertOnDeletion') !== true) {
    return {
      id,
      severity: 'warning',
      lead: 'Without its Canary the primary serves on, and the traffic stays split as it is now.',
      text: 'Put all weight on the primary first. Suspending the Canary does the same and can be taken back.',
      source: 'fluxcd/flagger pkg/controller/finalizer.go finalize',
      command
    }
  }
  return {
    id,
    severity: 'refused',
    lead: 'Refused: deleting the Canary takes the serving primary with it.',
    text: 'Its Deployment and Services are garbage-collected: an outage; with revertOnDeletion all traffic goes to the new version.',
    ...(canary ? { instead: insteadOfDeletion(canary) } : {}),
    source: 'fluxcd/flagger pkg/canary/deployment_controller.go createPrimaryDeployment (ownerReferences)',
    command
  }
}

/** At rest there is nothing to abort. */
function insteadOfDeletion(canary: KubeObject): string {
  return canaryIsOnTrial(canary)
    ? 'Suspend the Canary, or abort it: both can be taken back.'
    : 'Suspend the Canary: that can be taken back.'
}
