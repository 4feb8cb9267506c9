import type { PodView } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import { revisionOf } from '../providers/kubernetes/history.ts'
import { podRestarts } from '../providers/kubernetes/pods/containers.ts'
import { isPodReady, podLife } from '../providers/kubernetes/pods/pod-life.ts'
import { podReason } from '../providers/kubernetes/pods/pod-reason.ts'
import { revisionsOfPods } from '../providers/kubernetes/pods/replica-set-pods.ts'

/**
 * The pods of these ReplicaSets: those that are not ready, then those that are, then those that have ended or are about
 * to; within them the newest revision first, then by name.
 */
export function podViews(pods: readonly KubeObject[], replicaSets: readonly KubeObject[]): readonly PodView[] {
  const revisionOfPod = revisionsOfPods(replicaSets)
  return pods
    .flatMap((pod) => {
      const replicaSet = revisionOfPod(pod)
      return replicaSet ? [{ pod, replicaSet }] : []
    })
    .map(({ pod, replicaSet }): PodView => ({
      name: pod.metadata.name,
      revision: revisionOf(replicaSet),
      phase: stringAt(pod, 'status', 'phase') || 'Unknown',
      ready: isPodReady(pod),
      reason: podReason(pod),
      restarts: podRestarts(pod),
      startedAt: stringAt(pod, 'status', 'startTime') || (pod.metadata.creationTimestamp ?? ''),
      life: podLife(pod)
    }))
    .toSorted((a, b) => place(a) - place(b) || (b.revision ?? 0) - (a.revision ?? 0) || (a.name < b.name ? -1 : 1))
}

function place({ life, ready }: PodView): number {
  return life === 'active' ? Number(ready) : 2
}
