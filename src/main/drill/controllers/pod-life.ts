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

/** Milliseconds until a ready pod counts as available; 0 when it does, null while it is not ready (podutil.IsPodAvailable). */
export function availableInMs(pod: Pod, minReadySeconds: number | undefined, nowMs: number): number | null {
  const since = readySinceMs(pod)
  return since === undefined ? null : Math.max(0, since + (minReadySeconds ?? 0) * 1000 - nowMs)
}
