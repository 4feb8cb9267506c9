import { numberAt, stringAt } from '../../lib/json-access.ts'
import type { RolloutStatus } from './rollout-answer.ts'

const waiting = (message: string): RolloutStatus => ({ state: 'progressing', message, done: false })
const complete = (message: string): RolloutStatus => ({ state: 'complete', message, done: true })

/**
 * Rollout status of a StatefulSet in kubectl's words (kubernetes/kubectl pkg/polymorphichelpers/rollout_status.go
 * StatefulSetStatusViewer.Status). With `OnDelete` kubectl only says that it cannot tell; then the counts do.
 */
export function statefulSetStatus(set: unknown): RolloutStatus {
  const count = (field: string): number => numberAt(set, 'status', field) ?? 0
  const generation = numberAt(set, 'metadata', 'generation') ?? 0
  if (count('observedGeneration') === 0 || generation > count('observedGeneration'))
    return { state: 'notObserved', message: 'Waiting for statefulset spec update to be observed...', done: false }
  const replicas = numberAt(set, 'spec', 'replicas') ?? 1
  const updated = count('updatedReplicas')
  const unready = replicas - count('readyReplicas')
  if (unready > 0) return waiting(`Waiting for ${unready} pods to be ready...`)
  if (strategyOf(set) === 'OnDelete') return onDelete(updated, replicas)
  const wanted = replicas - (numberAt(set, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0)
  if (updated < wanted)
    return waiting(
      `Waiting for partitioned roll out to finish: ${updated} out of ${wanted} new pods have been updated...`
    )
  return complete(`partitioned roll out complete: ${updated} new pods have been updated...`)
}

/**
 * The same of a DaemonSet (DaemonSetStatusViewer.Status). One whose pods are scheduled on no node is complete, as kubectl
 * says it is.
 */
export function daemonSetStatus(set: unknown): RolloutStatus {
  const name = stringAt(set, 'metadata', 'name')
  const count = (field: string): number => numberAt(set, 'status', field) ?? 0
  if ((numberAt(set, 'metadata', 'generation') ?? 0) > count('observedGeneration'))
    return { state: 'notObserved', message: 'Waiting for daemon set spec update to be observed...', done: false }
  const [desired, updated, available] = [
    count('desiredNumberScheduled'),
    count('updatedNumberScheduled'),
    count('numberAvailable')
  ]
  const unfinished = (rest: string): RolloutStatus =>
    waiting(`Waiting for daemon set "${name}" rollout to finish: ${rest}...`)
  if (strategyOf(set) === 'OnDelete' && updated < desired) return onDelete(updated, desired)
  if (updated < desired) return unfinished(`${updated} out of ${desired} new pods have been updated`)
  if (available < desired) return unfinished(`${available} of ${desired} updated pods are available`)
  return complete(`daemon set "${name}" successfully rolled out`)
}

function onDelete(updated: number, desired: number): RolloutStatus {
  const text = `${updated} of ${desired} pods are of the newest revision; OnDelete replaces none until it is deleted`
  return updated < desired ? waiting(text) : complete(text)
}

function strategyOf(set: unknown): string {
  return stringAt(set, 'spec', 'updateStrategy', 'type')
}

const phases = { Healthy: 'complete', Degraded: 'stuck', Paused: 'paused', Progressing: 'progressing' } as const

/**
 * Rollout status of a Rollout by its phase (argoproj/argo-rollouts utils/rollout/rolloututil.go GetRolloutPhase, which
 * `kubectl argo rollouts status` prints). Its observed generation is text.
 */
export function argoRolloutStatus(rollout: unknown): RolloutStatus {
  const generation = numberAt(rollout, 'metadata', 'generation') ?? 0
  if (generation > Number(stringAt(rollout, 'status', 'observedGeneration') || 0))
    return {
      state: 'notObserved',
      message: 'Progressing - waiting for rollout spec update to be observed',
      done: false
    }
  const phase = stringAt(rollout, 'status', 'phase')
  const said = stringAt(rollout, 'status', 'message')
  const state = Object.entries(phases).find(([name]) => name === phase)?.[1] ?? 'progressing'
  const message = said === '' ? phase || 'Progressing' : `${phase} - ${said}`
  return { state, message, done: state === 'complete' || state === 'stuck' }
}
