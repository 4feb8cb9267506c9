import { stringAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { isCrashLooping } from './containers.ts'
import { podCondition } from './pod-life.ts'

/** The kubelet writes the start and the first condition in one go, in whole seconds. */
const sameMomentMs = 1_000

/**
 * Whether a pod that is not ready has been so before. Its condition is false from its start and keeps that time until it
 * becomes true: kubernetes pkg/kubelet/status/status_manager.go updateLastTransitionTime.
 */
export function wasReady(pod: KubeObject): boolean {
  const startedMs = Date.parse(stringAt(pod, 'status', 'startTime') || (pod.metadata.creationTimestamp ?? ''))
  return transitionMs(pod) - startedMs > sameMomentMs
}

/**
 * Since when a pod that is not ready cannot be used, in milliseconds since the epoch, on the server's clock; NaN when
 * nothing says so. One that was ready counts from when it stopped being so; one that never was, or whose containers end
 * again and again, from its creation.
 */
export function notReadySinceMs(pod: KubeObject): number {
  if (wasReady(pod) && !isCrashLooping(pod)) return transitionMs(pod)
  return Date.parse(pod.metadata.creationTimestamp ?? '')
}

function transitionMs(pod: KubeObject): number {
  return Date.parse(stringAt(podCondition(pod, 'Ready'), 'lastTransitionTime'))
}
