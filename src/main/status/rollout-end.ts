import { stringAt } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import { isPodReady, podCondition } from '../providers/kubernetes/pods/pod-life.ts'
import { deploymentCondition, progressDeadlineSeconds } from '../providers/kubernetes/rollout-status.ts'

/**
 * When a rollout that is complete was so, ISO on the server's clock; null when nothing says it. The condition gets its reason once,
 * at the end (kubernetes/kubernetes pkg/controller/deployment/progress.go syncRolloutStatus). A StatefulSet, a DaemonSet and a
 * Deployment without a progress deadline have none: there it is when the last of its pods became ready, which a console that was
 * started meanwhile reads as well. A pod may stop being ready much later, and become so again: no later than after half of the
 * deadline.
 */
export function rolloutEndedAt(workload: KubeObject, startedAt: string, pods: readonly KubeObject[]): string | null {
  const progressing = deploymentCondition(workload, 'Progressing')
  const updatedAt = stringAt(progressing, 'lastUpdateTime')
  const isOwn = stringAt(progressing, 'reason') === 'NewReplicaSetAvailable' && updatedAt >= startedAt
  if (isOwn && updatedAt !== '') return updatedAt
  const startedMs = Date.parse(startedAt)
  const readyMs = pods
    .filter(isPodReady)
    .map((pod) => Date.parse(stringAt(podCondition(pod, 'Ready'), 'lastTransitionTime')))
    .filter((ms) => ms >= startedMs)
  if (readyMs.length === 0) return null
  const latestMs = startedMs + (progressDeadlineSeconds(workload) * 1_000) / 2
  return new Date(Math.min(Math.max(...readyMs), latestMs)).toISOString()
}
