import { kindOf, otherKinds, type ServiceRef } from '../../../contract/index.ts'
import { at, numberAt, stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ApiResource } from './api-resource.ts'

const apps = { group: 'apps', version: 'v1' } as const

const resources = {
  Deployment: { ...apps, resource: 'deployments' },
  StatefulSet: { ...apps, resource: 'statefulsets' },
  DaemonSet: { ...apps, resource: 'daemonsets' },
  Rollout: { group: 'argoproj.io', version: 'v1alpha1', resource: 'rollouts' }
} as const

/** Where the API has a workload. */
export function workloadResource(ref: Pick<ServiceRef, 'kind'>): ApiResource {
  return resources[kindOf(ref)]
}

/** Where the API has its revisions: ReplicaSets of a Deployment or Rollout, ControllerRevisions of the others. */
export function revisionResource({ kind }: Pick<ServiceRef, 'kind'>): ApiResource {
  return { ...apps, resource: kind === undefined || kind === 'Rollout' ? 'replicasets' : 'controllerrevisions' }
}

/** Whether its pods are those of ReplicaSets, and not its own. */
export function hasReplicaSets({ kind }: Pick<ServiceRef, 'kind'>): boolean {
  return kind === undefined || kind === 'Rollout'
}

/** A workload as kubectl takes it: `deployment/cart`. */
export function workloadArgument(ref: Pick<ServiceRef, 'kind' | 'name'>): string {
  return `${kindOf(ref).toLowerCase()}/${ref.name}`
}

/** A workload that was read, as what is opened and planned for. */
export function refOf({ kind, metadata }: KubeObject): ServiceRef {
  const { namespace = '', name } = metadata
  const other = otherKinds.find((one) => one === kind)
  return other === undefined ? { namespace, name } : { namespace, name, kind: other }
}

/** How many pods a workload shall have, and how many it has, as its controller counted them. */
export interface PodCounts {
  readonly desired: number
  readonly updated: number
  readonly ready: number
  readonly available: number
  readonly unavailable: number
}

/**
 * The counts of any workload. Without a number of replicas there is to be one (kubernetes/kubernetes pkg/apis/apps/v1/defaults.go);
 * a DaemonSet has one on each node that takes it (kubernetes/api apps/v1 types.go DaemonSetStatus).
 */
export function podCounts(workload: KubeObject): PodCounts {
  const status = (field: string): number => numberAt(workload, 'status', field) ?? 0
  if (workload.kind === 'DaemonSet')
    return {
      desired: status('desiredNumberScheduled'),
      updated: status('updatedNumberScheduled'),
      ready: status('numberReady'),
      available: status('numberAvailable'),
      unavailable: status('numberUnavailable')
    }
  const desired = numberAt(workload, 'spec', 'replicas') ?? 1
  const [updated, ready, available] = [status('updatedReplicas'), status('readyReplicas'), status('availableReplicas')]
  const unavailable = workload.kind === 'Deployment' ? status('unavailableReplicas') : Math.max(0, desired - available)
  return { desired, updated, ready, available, unavailable }
}

/** How its pods are replaced, in one line: `RollingUpdate`, `OnDelete`, `RollingUpdate from pod 2 on`. */
export function strategyText(workload: KubeObject): string {
  if (workload.kind === 'Deployment') return stringAt(workload, 'spec', 'strategy', 'type') || 'RollingUpdate'
  if (workload.kind === 'Rollout')
    return at(workload, 'spec', 'strategy', 'blueGreen') === undefined ? 'Canary' : 'BlueGreen'
  const type = updateStrategy(workload)
  const partition = partitionOf(workload)
  return partition === 0 ? type : `${type} from pod ${partition} on`
}

/** Of a StatefulSet or DaemonSet: `RollingUpdate` or `OnDelete`. */
export function updateStrategy(workload: KubeObject): string {
  return stringAt(workload, 'spec', 'updateStrategy', 'type') || 'RollingUpdate'
}

/** Pods of a StatefulSet whose number is lower are not updated; 0 for all other workloads. */
export function partitionOf(workload: KubeObject): number {
  if (workload.kind !== 'StatefulSet') return 0
  return numberAt(workload, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
}
