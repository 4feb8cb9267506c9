import { arrayAt, at, numberAt, stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'

/** Whether Flagger takes a Deployment for ready. */
export type WorkloadReady =
  | { readonly ready: true }
  /** `isFinal`: Flagger gives up on it, and rolls back. */
  | { readonly ready: false; readonly reason: string; readonly isFinal: boolean }

/** What counts as ready beside the Deployment. */
export interface ReadyLimits {
  /** Percent of the updated pods that have to be available; 100 without one. */
  readonly threshold?: number
  readonly deadlineMs: number
  readonly now: Date
}

/**
 * Follows fluxcd/flagger pkg/canary/deployment_ready.go isDeploymentReady. A Deployment of no pods is ready for Flagger, so
 * the caller looks at the number of pods as well.
 */
export function workloadReady(deployment: KubeObject, limits: ReadyLimits): WorkloadReady {
  const { threshold = 100, deadlineMs, now } = limits
  const count = (field: string): number => numberAt(deployment, 'status', field) ?? 0
  if ((deployment.metadata.generation ?? 0) > count('observedGeneration'))
    return { ready: false, reason: 'its newest template has not been seen by the controller', isFinal: false }
  const progressing = condition(deployment, 'Progressing')
  const available = condition(deployment, 'Available')
  const isLate =
    progressing !== undefined &&
    stringAt(available, 'status') === 'False' &&
    stringAt(available, 'reason') === 'MinimumReplicasUnavailable' &&
    Date.parse(stringAt(available, 'lastUpdateTime')) + deadlineMs < now.getTime()
  if (stringAt(progressing, 'reason') === 'ProgressDeadlineExceeded')
    return { ready: false, reason: 'its rollout is past its deadline', isFinal: true }
  const wanted = at(deployment, 'spec', 'replicas')
  const updated = count('updatedReplicas')
  const notReady = (reason: string): WorkloadReady => ({ ready: false, reason, isFinal: isLate })
  if (typeof wanted === 'number' && updated < wanted) return notReady(`${updated} of ${wanted} new pods are there`)
  if (count('replicas') > updated) return notReady(`${count('replicas') - updated} old pods are still there`)
  const needed = Math.trunc((updated * threshold) / 100)
  const have = count('availableReplicas')
  return have < needed ? notReady(`${have} of ${needed} pods are available`) : { ready: true }
}

function condition(deployment: KubeObject, type: string): unknown {
  return arrayAt(deployment, 'status', 'conditions').find((one) => stringAt(one, 'type') === type)
}
