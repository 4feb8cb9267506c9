import { arrayAt, stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { activePods } from '../../providers/kubernetes/pods/pod-life.ts'
import { rolloutStatus } from '../../providers/kubernetes/rollout-status.ts'

/**
 * Pods that run on what a ConfigMap held before: one of these containers, which read it only as they start, was started before it
 * was written. None while pods are being replaced: the new ones read what is there.
 * @param atStart names of the containers
 * @param writtenAt ISO, on the server's clock
 */
export function podsOfBefore(
  deployment: KubeObject,
  pods: readonly KubeObject[],
  atStart: readonly string[],
  writtenAt: string
): readonly KubeObject[] {
  const writtenMs = Date.parse(writtenAt)
  if (Date.parse(restartOf(templateOf(deployment))) >= writtenMs) return []
  if (rolloutStatus(deployment).state !== 'complete') return []
  return activePods(pods).filter((pod) => startsOf(pod, atStart).some((started) => Date.parse(started) < writtenMs))
}

/** Whether one of these containers was started at that time or later. */
export function startedSince(pod: KubeObject, containers: readonly string[], at: string): boolean {
  return startsOf(pod, containers).some((started) => Date.parse(started) >= Date.parse(at))
}

/** When a template, or a pod that was made of it, says that `kubectl rollout restart` was asked for; empty where never. */
export function restartOf(object: unknown): string {
  return stringAt(object, 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt')
}

function startsOf(pod: KubeObject, containers: readonly string[]): readonly string[] {
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap((list) => arrayAt(pod, 'status', list))
  return statuses.filter((status) => containers.includes(stringAt(status, 'name'))).map((status) => startOf(status))
}

/** The last start of a container, also of one that has ended since; empty where none is known. */
function startOf(status: unknown): string {
  return (
    stringAt(status, 'state', 'running', 'startedAt') ||
    stringAt(status, 'state', 'terminated', 'startedAt') ||
    stringAt(status, 'lastState', 'terminated', 'startedAt')
  )
}
