import { createHash } from 'node:crypto'
import type { Condition, Container, Pod, PodStatus } from './kube-types.ts'

/** core/v1 ContainerState. */
export type ContainerState =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: Terminated }

export interface Terminated {
  readonly exitCode: number
  readonly reason: string
  readonly startedAt: string
  readonly finishedAt: string
  readonly containerID: string
}

/** What the kubelet reports of the containers of a pod; all containers of a pod share their fate here. */
export interface ContainerReport {
  readonly state: ContainerState
  readonly lastState: Partial<{ readonly terminated: Terminated }>
  readonly ready: boolean
  readonly restartCount: number
}

function condition(
  pod: Pod,
  type: string,
  ok: boolean,
  at: string,
  trouble?: { readonly reason: string; readonly message: string }
): Condition {
  const before = pod.status?.conditions?.find((known) => known.type === type)
  const status = ok ? 'True' : 'False'
  const since = before?.status === status ? (before.lastTransitionTime ?? at) : at
  return {
    type,
    status,
    observedGeneration: pod.metadata.generation ?? 1,
    lastProbeTime: null,
    lastTransitionTime: since,
    ...(ok || trouble === undefined ? {} : trouble)
  }
}

/** Stands for the digest that a registry would name: the same for every pod of an image. */
function digestOf(image: string): string {
  return createHash('sha256').update(image).digest('hex')
}

function containerStatus(container: Container, report: ContainerReport, containerId: string): object {
  const isStarted = 'running' in report.state
  const pulled = isStarted || 'terminated' in report.state || report.restartCount > 0
  return {
    name: container.name,
    state: report.state,
    lastState: report.lastState,
    ready: report.ready,
    restartCount: report.restartCount,
    image: container.image,
    imageID: pulled ? `${container.image.replace(/:[^/]*$/, '')}@sha256:${digestOf(container.image)}` : '',
    ...(pulled ? { containerID: `containerd://${containerId}` } : {}),
    started: isStarted
  }
}

/** The status the kubelet writes (kubernetes pkg/kubelet/status/generate.go and kubelet_pods.go). */
export function podStatus(
  pod: Pod,
  report: ContainerReport,
  place: { readonly hostIP: string; readonly podIP: string | undefined; readonly containerId: string },
  at: string
): PodStatus {
  const names = pod.spec.containers.map(({ name }) => name).join(' ')
  const notReady = { reason: 'ContainersNotReady', message: `containers with unready status: [${names}]` }
  const isUp = place.podIP !== undefined
  return {
    ...pod.status,
    phase: 'running' in report.state || report.restartCount > 0 || 'terminated' in report.state ? 'Running' : 'Pending',
    conditions: [
      condition(pod, 'PodReadyToStartContainers', isUp, at),
      condition(pod, 'Initialized', true, at),
      condition(pod, 'Ready', report.ready, at, notReady),
      condition(pod, 'ContainersReady', report.ready, at, notReady),
      condition(pod, 'PodScheduled', true, at)
    ],
    hostIP: place.hostIP,
    hostIPs: [{ ip: place.hostIP }],
    ...(place.podIP === undefined ? {} : { podIP: place.podIP, podIPs: [{ ip: place.podIP }] }),
    startTime: pod.status?.['startTime'] ?? at,
    containerStatuses: pod.spec.containers.map((container) => containerStatus(container, report, place.containerId))
  }
}
