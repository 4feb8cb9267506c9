import type { PodView } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import { revisionOf } from '../providers/kubernetes/history.ts'
import { isPodReady, podReason, podRestarts } from './pod-reason.ts'

/** The UID of the object that controls this one; undefined when nothing does. */
export function controllerUid(object: KubeObject): string | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid
}

/** The pods of these ReplicaSets, those that are not ready first, then the newest revision, then by name. */
export function podViews(pods: readonly KubeObject[], replicaSets: readonly KubeObject[]): readonly PodView[] {
  const revisions = new Map(replicaSets.map((replicaSet) => [replicaSet.metadata.uid, revisionOf(replicaSet)]))
  return pods
    .filter((pod) => revisions.has(controllerUid(pod) ?? ''))
    .map((pod): PodView => ({
      name: pod.metadata.name,
      revision: revisions.get(controllerUid(pod) ?? '') ?? null,
      phase: stringAt(pod, 'status', 'phase') || 'Unknown',
      ready: isPodReady(pod),
      reason: podReason(pod),
      restarts: podRestarts(pod),
      startedAt: stringAt(pod, 'status', 'startTime') || (pod.metadata.creationTimestamp ?? ''),
      terminating: pod.metadata.deletionTimestamp !== undefined
    }))
    .toSorted(
      (a, b) => Number(a.ready) - Number(b.ready) || (b.revision ?? 0) - (a.revision ?? 0) || (a.name < b.name ? -1 : 1)
    )
}
