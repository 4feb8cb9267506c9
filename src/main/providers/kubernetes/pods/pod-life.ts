import { arrayAt, isJsonObject, stringAt, type JsonObject } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'

/** `ending`: it is being deleted. `ended`: its containers have ended for good and it is only kept to be looked at. */
export type PodLife = 'active' | 'ending' | 'ended'

/**
 * Whether a pod still counts. One that was evicted, preempted, rejected or finished by its node has the phase Failed and
 * stays for hours, while its ReplicaSet has made another one in its place; neither it nor a pod that is being deleted is
 * counted by the controllers: kubernetes pkg/controller/controller_utils.go IsPodActive and IsPodTerminating.
 */
export function podLife(pod: KubeObject): PodLife {
  const phase = stringAt(pod, 'status', 'phase')
  if (phase === 'Succeeded' || phase === 'Failed') return 'ended'
  return pod.metadata.deletionTimestamp === undefined ? 'active' : 'ending'
}

/** Pods that count, of all that are there: kubernetes pkg/controller/controller_utils.go FilterActivePods. */
export function activePods(pods: readonly KubeObject[]): readonly KubeObject[] {
  return pods.filter((pod) => podLife(pod) === 'active')
}

/** The condition of a pod by its type. */
export function podCondition(pod: KubeObject, type: string): JsonObject | undefined {
  return arrayAt(pod, 'status', 'conditions')
    .filter(isJsonObject)
    .find((condition) => condition['type'] === type)
}

/** Whether a pod that counts takes requests: kubernetes pkg/api/v1/pod/util.go IsPodReady. */
export function isPodReady(pod: KubeObject): boolean {
  return stringAt(podCondition(pod, 'Ready'), 'status') === 'True' && podLife(pod) === 'active'
}
