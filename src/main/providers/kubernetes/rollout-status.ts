import type { RolloutStatus } from './rollout-answer.ts'
import { argoRolloutStatus, daemonSetStatus, statefulSetStatus } from './revisioned-rollout.ts'
import { arrayAt, at, isJsonObject, numberAt, stringAt } from '../../lib/json-access.ts'
import type { JsonObject } from '../../lib/json-access.ts'

/** Kubernetes' default, kubernetes/api apps/v1 types.go DeploymentSpec.ProgressDeadlineSeconds. */
export const defaultProgressDeadlineSeconds = 600

/** What stands for "never": kubernetes pkg/controller/deployment/util/deployment_util.go HasProgressDeadline. */
const noDeadlineSeconds = 2_147_483_647

/**
 * Whether the controller ever gives a rollout of this workload up. Those of StatefulSets and DaemonSets know no deadline, and
 * wait for ever (kubernetes/api apps/v1 types.go StatefulSetSpec, DaemonSetSpec).
 */
export function hasProgressDeadline(deployment: unknown): boolean {
  if (['StatefulSet', 'DaemonSet'].includes(stringAt(deployment, 'kind'))) return false
  return numberAt(deployment, 'spec', 'progressDeadlineSeconds') !== noDeadlineSeconds
}

/** Seconds that a rollout may make no progress; Kubernetes' default where the Deployment names none, or never gives up. */
export function progressDeadlineSeconds(deployment: unknown): number {
  const seconds = numberAt(deployment, 'spec', 'progressDeadlineSeconds')
  return seconds === undefined || seconds === noDeadlineSeconds ? defaultProgressDeadlineSeconds : seconds
}

/** The condition of a Deployment by its type, as raw JSON. */
export function deploymentCondition(deployment: unknown, type: string): JsonObject | undefined {
  return arrayAt(deployment, 'status', 'conditions')
    .filter(isJsonObject)
    .find((condition) => condition['type'] === type)
}

/**
 * Rollout status of a raw Deployment by the rules and in the words of kubectl
 * (kubernetes/kubectl pkg/polymorphichelpers/rollout_status.go DeploymentStatusViewer.Status).
 *
 * After an undo of a timed-out rollout the old ProgressDeadlineExceeded can still be read, and kubectl then reports a
 * failure that is none. With `changedAt` (ISO time of our own change, on the server's clock) that condition counts only
 * when its `lastUpdateTime` is after the change. Server times have whole seconds and a deadline is at least one second,
 * so a tie is the old condition.
 * `paused` is ours: kubectl would wait for ever.
 */
export function rolloutStatus(deployment: unknown, changedAt?: string): RolloutStatus {
  const kind = stringAt(deployment, 'kind')
  if (kind === 'StatefulSet') return statefulSetStatus(deployment)
  if (kind === 'DaemonSet') return daemonSetStatus(deployment)
  if (kind === 'Rollout') return argoRolloutStatus(deployment)
  const name = stringAt(deployment, 'metadata', 'name')
  const generation = numberAt(deployment, 'metadata', 'generation') ?? 0
  const observed = numberAt(deployment, 'status', 'observedGeneration') ?? 0
  if (generation > observed)
    return { state: 'notObserved', message: 'Waiting for deployment spec update to be observed...', done: false }

  const progressing = deploymentCondition(deployment, 'Progressing')
  const exceeded = stringAt(progressing, 'reason') === 'ProgressDeadlineExceeded'
  if (exceeded && !isStaleCondition(progressing, changedAt))
    return { state: 'stuck', message: `deployment "${name}" exceeded its progress deadline`, done: true }

  const waiting = (rest: string): RolloutStatus => ({
    state: at(deployment, 'spec', 'paused') === true ? 'paused' : 'progressing',
    message: `Waiting for deployment "${name}" rollout to finish: ${rest}...`,
    done: false
  })
  const count = (field: string): number => numberAt(deployment, 'status', field) ?? 0
  const desired = numberAt(deployment, 'spec', 'replicas')
  const [updated, total, available] = [count('updatedReplicas'), count('replicas'), count('availableReplicas')]
  if (desired !== undefined && updated < desired)
    return waiting(`${updated} out of ${desired} new replicas have been updated`)
  if (total > updated) return waiting(`${total - updated} old replicas are pending termination`)
  if (available < updated) return waiting(`${available} of ${updated} updated replicas are available`)
  return { state: 'complete', message: `deployment "${name}" successfully rolled out`, done: true }
}

function isStaleCondition(condition: unknown, changedAt: string | undefined): boolean {
  if (changedAt === undefined) return false
  const updatedMs = Date.parse(stringAt(condition, 'lastUpdateTime'))
  const changedMs = Math.floor(Date.parse(changedAt) / 1000) * 1000
  return !(updatedMs > changedMs)
}
