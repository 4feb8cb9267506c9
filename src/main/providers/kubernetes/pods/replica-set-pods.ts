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

/** Says which of these revisions a pod is of, as {@link isPodOf} does, without going through them for each of thousands of pods. */
export function revisionsOfPods(revisions: readonly KubeObject[]): (pod: KubeObject) => KubeObject | undefined {
  const byKey = new Map<string, KubeObject>()
  for (const revision of revisions) for (const key of keysOf(revision)) if (!byKey.has(key)) byKey.set(key, revision)
  return (pod) => {
    const owner = controllerUid(pod) ?? ''
    const found = byKey.get(owner) ?? byKey.get(`${owner} ${pod.metadata.labels?.[revisionLabel] ?? ''}`)
    return found !== undefined && isPodOf(found, pod) ? found : undefined
  }
}

function keysOf(revision: KubeObject): readonly string[] {
  const { name, uid, labels } = revision.metadata
  if (revision.kind !== 'ControllerRevision') return [uid]
  const owner = controllerUid(revision) ?? ''
  return [name, labels?.[revisionLabel] ?? name].map((named) => `${owner} ${named}`)
}

/**
 * How many pods of a ReplicaSet are ready, as its controller counted them, which leaves out those that have ended:
 * kubernetes pkg/controller/replicaset/replica_set_utils.go calculateStatus.
 */
export function readyReplicas(replicaSet: KubeObject): number {
  return numberAt(replicaSet, 'status', 'readyReplicas') ?? 0
}
