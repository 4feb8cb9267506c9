import { numberAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'

/** The UID of the object that controls this one; undefined when nothing does. */
export function controllerUid(object: KubeObject): string | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid
}

/** On pods of a StatefulSet its value is the revision's name, on those of a DaemonSet the hash in it (kubernetes/api apps/v1 types.go). */
const revisionLabel = 'controller-revision-hash'

/** Pods of a revision, those that have ended too. */
export function podsOf(revision: KubeObject, pods: readonly KubeObject[]): readonly KubeObject[] {
  return pods.filter((pod) => isPodOf(revision, pod))
}

/** Whether a pod is of a revision: its ReplicaSet controls it, or the ControllerRevision's workload does and its label names the revision. */
export function isPodOf(revision: KubeObject, pod: KubeObject): boolean {
  if (revision.kind !== 'ControllerRevision') return controllerUid(pod) === revision.metadata.uid
  const { name, labels } = revision.metadata
  const named = pod.metadata.labels?.[revisionLabel]
  if (named === undefined || controllerUid(pod) !== controllerUid(revision)) return false
  return named === name || named === labels?.[revisionLabel]
}

/**
 * How many pods of a ReplicaSet are ready, as its controller counted them, which leaves out those that have ended:
 * kubernetes pkg/controller/replicaset/replica_set_utils.go calculateStatus.
 */
export function readyReplicas(replicaSet: KubeObject): number {
  return numberAt(replicaSet, 'status', 'readyReplicas') ?? 0
}
