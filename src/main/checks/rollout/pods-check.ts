import type { KubeObject } from '../../ports/kube.ts'
import { podRestarts } from '../../providers/kubernetes/pods/containers.ts'
import { activePods, isPodReady } from '../../providers/kubernetes/pods/pod-life.ts'
import { podReason, shortReason } from '../../providers/kubernetes/pods/pod-reason.ts'

export interface PodsSeen {
  readonly ready: number
  readonly desired: number
  /** Containers that restarted since the rollback. */
  readonly restarts: number
  /** Why the first pod is not ready; empty when all are. */
  readonly reason: string
}

/**
 * What a rollback's own pods show now; those that have ended or are being deleted do not count. `baseline` holds the
 * restart counts of before by pod UID; pods that did not exist then count from zero.
 */
export function seenPods(own: readonly KubeObject[], desired: number, baseline: ReadonlyMap<string, number>): PodsSeen {
  const active = activePods(own)
  const restarts = active.reduce((sum, pod) => {
    const before = baseline.get(pod.metadata.uid) ?? 0
    return sum + Math.max(0, podRestarts(pod) - before)
  }, 0)
  const unready = active.filter((pod) => !isPodReady(pod))
  const [first] = unready
  return {
    ready: active.length - unready.length,
    desired,
    restarts,
    reason: first ? shortReason(podReason(first)) : ''
  }
}

/** Restart counts by pod UID, to tell old restarts from new ones. */
export function restartBaseline(pods: readonly KubeObject[]): ReadonlyMap<string, number> {
  return new Map(pods.map((pod) => [pod.metadata.uid, podRestarts(pod)]))
}
