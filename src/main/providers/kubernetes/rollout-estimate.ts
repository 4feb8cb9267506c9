import { at, numberAt, stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { podRestarts } from './pods/containers.ts'
import { isPodReady, podCondition } from './pods/pod-life.ts'
import { partitionOf, podCounts } from './workload.ts'

/** From creation to ready, when no pod shows it. */
const typicalStartMs = 15_000

export interface RolloutEstimate {
  readonly replicas: number
  /** Pods replaced at a time. */
  readonly batch: number
  /** Milliseconds until the last pod is ready. */
  readonly expectedMs: number
  /** Every pod goes before the first new one is ready. */
  readonly downtime: boolean
}

/**
 * How long replacing all pods takes: batches of surge plus unavailable, each as long as a pod of this Deployment
 * took to get ready plus minReadySeconds. Rounding as kubernetes pkg/controller/deployment/util ResolveFenceposts.
 */
export function estimateRollout(deployment: KubeObject, pods: readonly KubeObject[]): RolloutEstimate {
  if (deployment.kind !== 'Deployment') return estimateRevisioned(deployment, pods)
  const replicas = numberAt(deployment, 'spec', 'replicas') ?? 1
  const recreate = stringAt(deployment, 'spec', 'strategy', 'type') === 'Recreate'
  const rolling = at(deployment, 'spec', 'strategy', 'rollingUpdate')
  const surge = scaled(at(rolling, 'maxSurge') ?? '25%', replicas, Math.ceil)
  const unavailable = scaled(at(rolling, 'maxUnavailable') ?? '25%', replicas, Math.floor)
  const batch = recreate ? Math.max(1, replicas) : Math.max(1, Math.min(replicas, surge + unavailable))
  const minReadyMs = (numberAt(deployment, 'spec', 'minReadySeconds') ?? 0) * 1_000
  const batches = replicas === 0 ? 0 : Math.ceil(replicas / batch)
  return {
    replicas,
    batch,
    expectedMs: batches * (startOf(pods) + minReadyMs),
    downtime: replicas > 0 && (recreate || unavailable >= replicas)
  }
}

/**
 * The same of a StatefulSet, whose pods are replaced one after another down to its partition, and of a DaemonSet, `maxUnavailable`
 * at a time (kubernetes pkg/controller/daemon/update.go updatedDesiredNodeCounts rounds up).
 */
function estimateRevisioned(workload: KubeObject, pods: readonly KubeObject[]): RolloutEstimate {
  const { desired } = podCounts(workload)
  const replicas = Math.max(0, desired - partitionOf(workload))
  const unavailable = at(workload, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable') ?? 1
  const batch =
    workload.kind === 'DaemonSet' ? Math.max(1, Math.min(replicas, scaled(unavailable, replicas, Math.ceil))) : 1
  const minReadyMs = (numberAt(workload, 'spec', 'minReadySeconds') ?? 0) * 1_000
  const batches = Math.ceil(replicas / batch)
  // A pod goes before its successor is made.
  const expectedMs = batches * (startOf(pods) + minReadyMs)
  return { replicas, batch, expectedMs, downtime: replicas > 0 && batch >= desired }
}

function scaled(value: unknown, replicas: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined
  return percent === undefined ? 0 : round((Number(percent) / 100) * replicas)
}

/** Median time from creation to ready of the pods that never restarted. */
function startOf(pods: readonly KubeObject[]): number {
  const times = pods
    .filter((pod) => isPodReady(pod) && podRestarts(pod) === 0)
    .flatMap((pod) => {
      const readyAt = stringAt(podCondition(pod, 'Ready'), 'lastTransitionTime')
      const ms = Date.parse(readyAt) - Date.parse(pod.metadata.creationTimestamp ?? '')
      return ms >= 0 && ms < 600_000 ? [Math.max(1_000, ms)] : []
    })
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? typicalStartMs
}
