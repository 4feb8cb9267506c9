import { arrayAt, at, isJsonObject, numberAt, stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'

export interface PodsSeen {
  readonly ready: number
  readonly desired: number
  /** Containers that restarted since the rollback. */
  readonly restarts: number
  /** Why the first pod is not ready; empty when all are. */
  readonly reason: string
}

/**
 * The pods of one ReplicaSet now. `baseline` holds the restart counts of before by pod UID;
 * pods that did not exist then count from zero.
 */
export function podsOf(
  pods: readonly KubeObject[],
  replicaSet: string,
  desired: number,
  baseline: ReadonlyMap<string, number>
): PodsSeen {
  const own = pods.filter(({ metadata }) =>
    (metadata.ownerReferences ?? []).some(
      ({ kind, name, controller }) => controller === true && kind === 'ReplicaSet' && name === replicaSet
    )
  )
  const living = own.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const restarts = living.reduce((sum, pod) => {
    const count = restartsOf(pod)
    const before = baseline.get(pod.metadata.uid) ?? 0
    return sum + Math.max(0, count - before)
  }, 0)
  const unready = living.filter((pod) => !isReady(pod))
  return { ready: living.length - unready.length, desired, restarts, reason: unready.map(reasonOf)[0] ?? '' }
}

/** Restart counts by pod UID, to tell old restarts from new ones. */
export function restartBaseline(pods: readonly KubeObject[]): ReadonlyMap<string, number> {
  return new Map(pods.map((pod) => [pod.metadata.uid, restartsOf(pod)]))
}

function restartsOf(pod: KubeObject): number {
  return arrayAt(pod, 'status', 'containerStatuses').reduce<number>(
    (sum, status) => sum + (numberAt(status, 'restartCount') ?? 0),
    0
  )
}

function isReady(pod: KubeObject): boolean {
  return arrayAt(pod, 'status', 'conditions').some(
    (condition) => isJsonObject(condition) && condition['type'] === 'Ready' && condition['status'] === 'True'
  )
}

function reasonOf(pod: KubeObject): string {
  const waiting = arrayAt(pod, 'status', 'containerStatuses').map((status) =>
    stringAt(at(status, 'state', 'waiting'), 'reason')
  )
  return waiting.find((reason) => reason !== '') || stringAt(pod, 'status', 'phase') || 'not ready'
}
