import { arrayAt, at, isJsonObject, numberAt, stringAt, type JsonObject } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { podCondition } from './pod-life.ts'

/** The states of a pod's containers, init containers first. */
export function containerStatuses(pod: KubeObject): readonly JsonObject[] {
  return [...statusesIn(pod, 'initContainerStatuses'), ...statusesIn(pod, 'containerStatuses')]
}

/**
 * How often containers of a pod were started again. As `kubectl get pods` counts (kubernetes
 * pkg/printers/internalversion/printers.go printPod): init containers until they are done, then those that serve and
 * the sidecars among the init containers.
 */
export function podRestarts(pod: KubeObject): number {
  const init = statusesIn(pod, 'initContainerStatuses')
  const isInitialized = init.length === 0 || stringAt(podCondition(pod, 'Initialized'), 'status') !== 'False'
  const sidecars = new Set(
    arrayAt(pod, 'spec', 'initContainers')
      .filter((container) => at(container, 'restartPolicy') === 'Always')
      .map((container) => stringAt(container, 'name'))
  )
  const counted = isInitialized
    ? [
        ...init.filter(({ name }) => typeof name === 'string' && sidecars.has(name)),
        ...statusesIn(pod, 'containerStatuses')
      ]
    : init
  return counted.reduce((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0)
}

/** When a container of the pod last ended and was started again, ISO; undefined when none did. */
export function lastRestartAt(pod: KubeObject): string | undefined {
  const times = containerStatuses(pod)
    .map((status) => stringAt(status, 'lastState', 'terminated', 'finishedAt'))
    .filter((time) => time !== '')
  return times.toSorted().at(-1)
}

/** Whether a container waits until it is started again after it ended too often. */
export function isCrashLooping(pod: KubeObject): boolean {
  return containerStatuses(pod).some((status) => stringAt(status, 'state', 'waiting', 'reason') === 'CrashLoopBackOff')
}

function statusesIn(pod: KubeObject, list: 'initContainerStatuses' | 'containerStatuses'): readonly JsonObject[] {
  return arrayAt(pod, 'status', list).filter(isJsonObject)
}
