import { numberAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'

/** The UID of the object that controls this one; undefined when nothing does. */
export function controllerUid(object: KubeObject): string | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid
}

/** Pods that a ReplicaSet controls, those that have ended too. */
export function podsOf(replicaSet: KubeObject, pods: readonly KubeObject[]): readonly KubeObject[] {
  return pods.filter((pod) => controllerUid(pod) === replicaSet.metadata.uid)
}

/**
 * How many pods of a ReplicaSet are ready, as its controller counted them, which leaves out those that have ended:
 * kubernetes pkg/controller/replicaset/replica_set_utils.go calculateStatus.
 */
export function readyReplicas(replicaSet: KubeObject): number {
  return numberAt(replicaSet, 'status', 'readyReplicas') ?? 0
}
