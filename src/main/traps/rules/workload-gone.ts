import type { TrapNotice } from '../../../contract/index.ts'
import { numberAt } from '../../lib/json-access.ts'
import { historyOf } from '../../providers/kubernetes/history.ts'
import { isIn, isAboutService, type CommandRule, type ServiceFacts } from '../rule-facts.ts'
import type { KubectlIntended } from '../intended.ts'

const kinds = new Set(['deployments', 'statefulsets', 'daemonsets'])
const collected = 'kubernetes/kubernetes pkg/controller/garbagecollector (ownerReferences)'

/** What takes the serving pods away with what keeps them: a deletion of the workload, or of its ReplicaSet; no pods asked for. */
export const takesWorkload: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead) return null
  // Of another namespace the named ones are not looked at; all of them at once are an outage anywhere.
  if (intended.name !== null && !isIn(intended.namespace, facts.deployment)) return null
  if (intended.verb === 'scale') return scales(intended, facts)
  if (intended.verb === 'rollout pause') return pauses(intended, facts)
  if (intended.verb !== 'delete') return null
  if (intended.resource === 'replicasets') return deletesRevision(intended, facts)
  return kinds.has(intended.resource) ? deletesWorkload(intended, facts) : null
}

function deletesWorkload(intended: KubectlIntended, facts: ServiceFacts): TrapNotice | null {
  const { name, resource, orphans, command } = intended
  if (name !== null && !isAboutService(intended, facts)) return null
  const common = { id: `outage ${resource}/${name ?? ''}`, source: collected, command }
  if (name === null)
    return {
      ...common,
      severity: 'refused',
      lead: `Refused: it deletes every one of the ${resource} that it finds, with their pods.`,
      text: 'Services that never changed may be among them, and nothing puts them back.'
    }
  if (orphans)
    return {
      ...common,
      severity: 'warning',
      lead: `The pods of ${name} serve on, and nobody replaces one that fails.`,
      text: 'Its history goes with it: nothing can be rolled back after that.'
    }
  return {
    ...common,
    severity: 'refused',
    lead: `Refused: deleting ${name} takes all its pods, and its history.`,
    text: 'Nobody answers until somebody creates it again, and there is no revision left to roll back to.'
  }
}

function deletesRevision({ name, command, orphans }: KubectlIntended, facts: ServiceFacts): TrapNotice | null {
  const common = { id: `outage replicasets/${name ?? ''}`, source: collected, command }
  if (name === null)
    return {
      ...common,
      severity: 'refused',
      lead: 'Refused: it deletes every ReplicaSet that it finds: the serving pods go, and every revision to roll back to.',
      text: 'Other services of the namespace may be among them.'
    }
  const entry = historyOf(facts.deployment, facts.replicaSets).find(
    ({ replicaSet }) => replicaSet.metadata.name === name
  )
  if (!entry) return null
  if ((numberAt(entry.replicaSet, 'spec', 'replicas') ?? 0) === 0 && !entry.isCurrent)
    return {
      ...common,
      severity: 'warning',
      lead: `Revision ${entry.revision} goes out of the history: nothing can be rolled back to it any more.`,
      text: 'It has no pods: nothing else changes.'
    }
  const isKept = orphans
    ? 'Its pods stay, but'
    : 'All its pods go at once, and nobody answers until new ones are ready;'
  return {
    ...common,
    severity: 'refused',
    lead: `Refused: ${name} is revision ${entry.revision}, which has the pods that serve.`,
    text: `${isKept} ${entry.isCurrent ? 'the Deployment makes the same release again.' : 'that revision is gone from the history.'}`
  }
}

function scales(intended: KubectlIntended, facts: ServiceFacts): TrapNotice | null {
  const { name, resource, replicas, command } = intended
  const common = {
    id: `scale ${resource}/${name ?? ''}`,
    source: 'kubernetes/kubernetes pkg/controller/replicaset/replica_set.go manageReplicas',
    command
  }
  if (replicas === 0 && (name === null || (isAboutService(intended, facts) && asksFor(intended, facts) !== 0)))
    return {
      ...common,
      severity: 'refused',
      lead: `Refused: no pod of ${name ?? `any of the ${resource} that it finds`} is left: an outage.`,
      text: 'Nobody answers until somebody scales it up again, and the logs of its pods are gone.'
    }
  const now = asksFor(intended, facts)
  if (now === null || replicas === null || replicas >= now) return null
  return {
    ...common,
    severity: 'warning',
    lead: `${replicas} ${replicas === 1 ? 'pod' : 'pods'} instead of ${now} have to carry the same load.`,
    text: `${facts.scalers === undefined ? 'An autoscaler may set another number again, and it' : 'It'} brings no earlier release back.`
  }
}

/** How many pods a workload asks for; null for another one than the facts are of. */
function asksFor({ name }: KubectlIntended, { deployment }: ServiceFacts): number | null {
  return name === deployment.metadata.name ? (numberAt(deployment, 'spec', 'replicas') ?? 1) : null
}

function pauses(intended: KubectlIntended, facts: ServiceFacts): TrapNotice | null {
  if (!isAboutService(intended, facts)) return null
  return {
    id: `pause ${intended.name ?? ''}`,
    severity: 'warning',
    lead: 'Paused, nothing rolls out: neither the rest of this release, nor the way back.',
    text: 'The pods of both releases serve on as they are, and rollout undo is refused until it is resumed.',
    source: 'kubernetes/kubectl pkg/polymorphichelpers/rollback.go DeploymentRollbacker.Rollback (Spec.Paused)',
    command: intended.command
  }
}
