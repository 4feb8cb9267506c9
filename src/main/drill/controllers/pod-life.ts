import type { Pod } from './kube-types.ts'

/** Since when a pod is ready, simulated milliseconds; undefined while it is not. */
export function readySinceMs(pod: Pod): number | undefined {
  const condition = pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True')
  return condition?.lastTransitionTime === undefined ? undefined : Date.parse(condition.lastTransitionTime)
}

/** Its containers have not all ended. */
export function isAlive({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed'
}

export function isTerminating({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined
}

/** kubernetes pkg/controller/controller_utils.go IsPodActive. */
export function isActive(pod: Pod): boolean {
  return isAlive(pod) && !isTerminating(pod)
}

/** Milliseconds until the next of the ready pods counts as available; null when nothing is waited for. */
export function nextAvailableInMs(
  pods: readonly Pod[],
  minReadySeconds: number | undefined,
  nowMs: number
): number | null {
  const waits = pods.map((pod) => availableInMs(pod, minReadySeconds, nowMs) ?? 0).filter((wait) => wait > 0)
  return waits.length === 0 ? null : Math.min(...waits)
}

/** Milliseconds until a ready pod counts as available; 0 when it does, null while it is not ready (podutil.IsPodAvailable). */
export function availableInMs(pod: Pod, minReadySeconds: number | undefined, nowMs: number): number | null {
  const since = readySinceMs(pod)
  return since === undefined ? null : Math.max(0, since + (minReadySeconds ?? 0) * 1000 - nowMs)
}
