import type { Observed, Signal } from '../../contract/index.ts'
import { lastValue, leftOutText } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import { deploymentCondition, progressDeadlineSeconds, rolloutStatus } from '../providers/kubernetes/rollout-status.ts'
import type { KubeObject } from '../ports/kube.ts'
import { newReplicaSet, ownedReplicaSets } from '../providers/kubernetes/history.ts'
import { podCounts } from '../providers/kubernetes/workload.ts'
import { notReadySinceMs, wasReady } from '../providers/kubernetes/pods/not-ready-since.ts'
import { activePods, isPodReady, podLife } from '../providers/kubernetes/pods/pod-life.ts'
import { podsOf } from '../providers/kubernetes/pods/replica-set-pods.ts'
import { joinedLeftOut } from '../lib/left-out.ts'
import { rolloutStartedAt } from './rollout-start.ts'

export interface RolloutObjects {
  readonly deployment: Observed<KubeObject>
  readonly replicaSets: Observed<readonly KubeObject[]>
  readonly pods: Observed<readonly KubeObject[]>
}

/** How long new pods have been unavailable, against the progress deadline. */
export function newPodsUnavailable(objects: RolloutObjects, now: Date): Signal {
  const base = { id: 'newPodsUnavailable', unit: 's', source: 'Deployment, ReplicaSets and pods', series: [] } as const
  const deployment = lastValue(objects.deployment)
  if (!deployment || (objects.deployment.state !== 'value' && objects.deployment.state !== 'unreachable')) {
    const forbidden = objects.deployment.state === 'forbidden'
    const measure = {
      state: 'unknown',
      why: forbidden ? 'forbidden' : objects.deployment.state === 'loading' ? 'loading' : 'noSamples',
      detail: forbidden ? objects.deployment.failure.message : 'The Deployment has not been read.'
    } as const
    return { ...base, measure, normal: measure }
  }
  const leftOut = joinedLeftOut([objects.replicaSets, objects.pods])
  if (leftOut) {
    // Which of them would have counted nobody can tell.
    const measure = { state: 'unknown', why: 'partial', detail: `${leftOutText(leftOut)}.` } as const
    return { ...base, measure, normal: measure }
  }
  const observedAt =
    objects.deployment.state === 'value' ? objects.deployment.observedAt : (objects.deployment.last?.observedAt ?? '')
  const replicaSets = lastValue(objects.replicaSets) ?? []
  const value = newPodsUnavailableSeconds(deployment, replicaSets, lastValue(objects.pods), now)
  return {
    ...base,
    measure: { state: 'known', value, observedAt },
    normal: { state: 'known', value: progressDeadlineSeconds(deployment), observedAt }
  }
}

/**
 * Seconds for which the new pod that has been unavailable longest has been so; 0 when all are available, and 0 once
 * the rollout has completed. Where pods cannot be read, or none could be made, it counts from the rollout's start.
 */
export function newPodsUnavailableSeconds(
  deployment: KubeObject,
  replicaSets: readonly KubeObject[],
  pods: readonly KubeObject[] | undefined,
  now: Date
): number {
  const reason = stringAt(deploymentCondition(deployment, 'Progressing'), 'reason')
  const isDone = deployment.kind === 'Deployment' ? reason === 'NewReplicaSetAvailable' : isRolledOut(deployment)
  if (isDone || podCounts(deployment).desired === 0) return 0
  const owned = ownedReplicaSets(deployment, replicaSets)
  const newest = newReplicaSet(deployment, owned)
  const startedMs = Date.parse(rolloutStartedAt(deployment, newest, owned))
  if (!newest || Number.isNaN(startedMs)) return 0
  const own = pods && podsOf(newest, pods)
  const failed = stringAt(deploymentCondition(deployment, 'ReplicaFailure'), 'status') === 'True'
  const sinceMs = own === undefined || (activePods(own).length === 0 && failed) ? [startedMs] : unavailableSinceMs(own)
  const longestMs = Math.max(0, ...sinceMs.map((ms) => now.getTime() - Math.max(ms, startedMs)))
  return Number.isNaN(longestMs) ? 0 : longestMs / 1000
}

/** Of workloads without conditions only the counts say so, which pods that fail later take back. */
function isRolledOut(workload: KubeObject): boolean {
  return rolloutStatus(workload).state === 'complete'
}

/** Since when each pod of the newest revision that counts and is not ready has been so. */
function unavailableSinceMs(own: readonly KubeObject[]): readonly number[] {
  const waiting = activePods(own).filter((pod) => !isPodReady(pod))
  return [...waiting, ...triedInVain(own)].map((pod) => notReadySinceMs(pod))
}

/**
 * Pods that ended before they were ready while none of those that took their places has been: a node that rejects each
 * one at once must not look like a rollout that began just now.
 */
function triedInVain(own: readonly KubeObject[]): readonly KubeObject[] {
  if (activePods(own).some((pod) => isPodReady(pod) || wasReady(pod))) return []
  return own.filter((pod) => podLife(pod) === 'ended' && !wasReady(pod))
}
