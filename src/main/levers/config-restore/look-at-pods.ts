import type { Check } from '../../../contract/index.ts'
import { numberAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { activePods, isPodReady } from '../../providers/kubernetes/pods/pod-life.ts'
import { podReason, shortReason } from '../../providers/kubernetes/pods/pod-reason.ts'
import { rolloutStatus } from '../../providers/kubernetes/rollout-status.ts'
import { restartOf } from './unread.ts'

export type PodsSaid = Pick<Check, 'status' | 'evidence'>

/** @param changedAt when the change was taken, ISO on the server's clock */
export function rolloutCheck(deployment: KubeObject, changedAt: string): PodsSaid {
  const { state, message } = rolloutStatus(deployment, changedAt)
  return { status: state === 'complete' ? 'True' : state === 'stuck' ? 'False' : 'Unknown', evidence: message }
}

/**
 * Whether all pods that are asked for are ready; where they had to be replaced, also whether each is of the last restart:
 * a pod carries the annotations of the template that it was made of.
 */
export function podsCheck(deployment: KubeObject, pods: readonly KubeObject[], restarts: boolean): PodsSaid {
  const desired = numberAt(deployment, 'spec', 'replicas') ?? 1
  if (desired === 0) return { status: 'False', evidence: '0 replicas are asked for: there is no pod that could serve' }
  const active = activePods(pods)
  const ready = active.filter(isPodReady)
  const restartedAt = restartOf(templateOf(deployment))
  const old = restarts ? active.filter((pod) => restartOf(pod) !== restartedAt).length : 0
  const unready = active.find((pod) => !isPodReady(pod))
  const why = unready ? `, ${shortReason(podReason(unready))}` : ''
  const older = old === 0 ? '' : `, ${old} from before`
  const isGood = ready.length === desired && active.length === desired && old === 0
  return { status: isGood ? 'True' : 'Unknown', evidence: `${ready.length} of ${desired} ready${why}${older}` }
}
