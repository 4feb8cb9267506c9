import type { Owner, Ownership, TrapNotice } from '../../contract/index.ts'
import { at, stringAt } from '../lib/json-access.ts'
import type { RegionView } from '../ports/azure.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Claims } from '../providers/kubernetes/owners/claims.ts'
import type { SeenScaler } from '../providers/kubernetes/scaling/seen-scalers.ts'
import type { AutomaticRollback } from '../providers/flagger/automatic-rollback.ts'
import type { HungRollback } from '../providers/flagger/hung-rollback.ts'
import type { RuleSplit } from '../providers/routes/split.ts'
import type { Intended, KubectlIntended, ReleaseIntended } from './intended.ts'

/** The command lines of a plan, in their order, with those that wait in between. */
export interface PlannedCommands {
  readonly title: string
  readonly commands: readonly string[]
}

/**
 * What is known of the service that a command is judged for; of what may claim Deployments of its namespace, none where
 * there is none or it cannot be read.
 */
export interface ServiceFacts extends Claims {
  readonly ownership: Ownership
  /** The Deployment as raw JSON. */
  readonly deployment: KubeObject
  /** ReplicaSets of the namespace or of the Deployment as raw JSON. */
  readonly replicaSets: readonly KubeObject[]
  /** Its pods as raw JSON; left out where they cannot be read. */
  readonly pods?: readonly KubeObject[]
  /** The plan on the screen, or the one that was there when the connection was lost; left out while there is none. */
  readonly planned?: PlannedCommands
  /** What is being proved of it now, as words of a sentence; left out while nothing is. */
  readonly proving?: string
  /** Name of the kubeconfig's context that the service is seen through; left out where it does not matter. */
  readonly context?: string
  /** What sets the number of its pods, and of its primary's; left out where that could not be read. */
  readonly scalers?: readonly SeenScaler[]
  /** The rules that send requests to it; empty where there are none, or they cannot be read. */
  readonly splits: readonly RuleSplit[]
  /** What leads users to the regions, and where the data is written, as they are now; left out where that is not known. */
  readonly region?: RegionView
  /** It was read just now: of what was read earlier nobody knows whether it is still so. */
  readonly isCurrent: boolean
  /** istiod does not answer: no route can be changed, and none that was reaches the proxies. */
  readonly isMeshAway: boolean
  /** Flagger's rollback that its events say to hang; left out where they say nothing of it. */
  readonly hung?: HungRollback
  /** Whether Flagger rolls its release back by itself, as it is seen; left out where no Canary is seen. */
  readonly automatic?: AutomaticRollback
  /** Why nobody does what its Canary asks for; left out where somebody does, or it is not known. */
  readonly flaggerDead?: string
  /** Why the verdict is to wait, and for how long; empty while it is another one. */
  readonly waiting: string
  /** What is known about the revisions; a ReplicaSet that is not in it has not been looked up yet. */
  readonly standings: readonly { readonly replicaSet: string; readonly standing: 'good' | 'bad' | 'none' }[]
}

/**
 * What is wrong with one command, for this service; null when the trap is none here. The id of a notice is the rule and
 * what it is about, so that no two notices have the same one.
 */
export type CommandRule = (intended: Intended, facts: ServiceFacts) => TrapNotice | null

/** What the service's own state is a trap for, whatever is said. */
export type StateRule = (facts: ServiceFacts) => readonly TrapNotice[]

/** Whether a command is about the Deployment that the facts are of. */
export function isAboutDeployment(
  { resource, name, namespace }: KubectlIntended,
  { deployment }: ServiceFacts
): boolean {
  const isKind = resource === 'deployments' && deployment.kind === 'Deployment'
  return isKind && name === deployment.metadata.name && isIn(namespace, deployment)
}

const workloads: ReadonlyMap<string, string> = new Map([
  ['deployments', 'Deployment'],
  ['statefulsets', 'StatefulSet'],
  ['daemonsets', 'DaemonSet'],
  ['rollouts', 'Rollout']
])

/** The kind of a resource whose objects have pods of a template; undefined for another. */
export function workloadKind(resource: string): string | undefined {
  return workloads.get(resource)
}

/** Whether a command is about the workload that the facts are of, or the other one of its Canary. */
export function isAboutService({ resource, name, namespace }: KubectlIntended, facts: ServiceFacts): boolean {
  const { deployment } = facts
  const target = stringAt(serviceCanary(facts), 'spec', 'targetRef', 'name')
  const ours = [deployment.metadata.name, ...(target === '' ? [] : [target, `${target}-primary`])]
  return workloadKind(resource) === deployment.kind && ours.includes(name ?? '') && isIn(namespace, deployment)
}

/** Whether a command runs in the namespace of an object; one that names none is taken for it. */
export function isIn(namespace: string | null, { metadata }: KubeObject): boolean {
  return namespace === null || namespace === metadata.namespace
}

/** The Canary that releases the Deployment, or whose primary it is. */
export function serviceCanary({ canaries, deployment }: ServiceFacts): KubeObject | undefined {
  return canaries.find((canary) => {
    const target = stringAt(canary, 'spec', 'targetRef', 'name')
    return deployment.metadata.name === target || deployment.metadata.name === `${target}-primary`
  })
}

/** The owner of the service that a call of Helm, Flux or Argo CD is about; undefined for one of something else. */
export function ownerMeant({ kind, name, namespace }: ReleaseIntended, { ownership }: ServiceFacts): Owner | undefined {
  return ownership.owners.find((owner) => {
    const of = owner.name.replace(/ .*$/s, '')
    const place = owner.name.replace(/^\S+ ?/, '')
    if (of !== kind) return false
    return place === name || (namespace === null ? place.endsWith(`/${name}`) : place === `${namespace}/${name}`)
  })
}

/** The owner that keeps the service as Git, or whatever its source is, has it. */
export function keeperOf({ ownership }: ServiceFacts): Owner | undefined {
  return ownership.owners.find(({ role, system }) => role === 'gitops' && system !== 'Helm')
}

/** A release is on trial: Flagger moves its weights, and nobody told it to wait. */
export function canaryIsOnTrial(canary: KubeObject | undefined): boolean {
  if (canary === undefined || at(canary, 'spec', 'suspend') === true) return false
  return ['Progressing', 'Waiting', 'WaitingPromotion', 'Promoting'].includes(stringAt(canary, 'status', 'phase'))
}
