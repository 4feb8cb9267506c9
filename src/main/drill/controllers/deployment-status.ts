import type { Condition, Deployment, DeploymentStatus, ReplicaSet } from './kube-types.ts'
import { timeText } from './kube-types.ts'
import { fenceposts, specReplicas, statusSum } from './rolling.ts'

/** Replaces or adds a condition (deployment_util.go SetDeploymentCondition). */
export function withCondition(
  conditions: readonly Condition[],
  next: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>,
  at: Date
): readonly Condition[] {
  const current = conditions.find(({ type }) => type === next.type)
  if (current !== undefined && current.status === next.status && current.reason === next.reason) return conditions
  const now = timeText(at)
  const unchanged = current !== undefined && current.status === next.status
  const made: Condition = {
    type: next.type,
    status: next.status,
    lastUpdateTime: now,
    lastTransitionTime: unchanged ? (current.lastTransitionTime ?? now) : now,
    reason: next.reason ?? '',
    message: next.message ?? ''
  }
  return [...conditions.filter(({ type }) => type !== next.type), made]
}

export function conditionOf(status: DeploymentStatus | undefined, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

/** Counts and the Available condition (kubernetes pkg/controller/deployment/sync.go calculateStatus). */
export function calculateStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  at: Date
): DeploymentStatus {
  const available = statusSum(all, 'availableReplicas')
  const unavailable = Math.max(0, specReplicas(all) - available)
  const enough = available >= deployment.spec.replicas - fenceposts(deployment).maxUnavailable
  const conditions = withCondition(
    deployment.status?.conditions ?? [],
    enough
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.'
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.'
        },
    at
  )
  const counts = {
    replicas: statusSum(all, 'replicas'),
    updatedReplicas: newest?.status?.replicas ?? 0,
    readyReplicas: statusSum(all, 'readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: unavailable
  }
  // Zero counts are omitted (apps/v1 DeploymentStatus, omitempty); terminatingReplicas is a pointer and stays.
  const { collisionCount } = deployment.status ?? {}
  const shown = Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...shown,
    terminatingReplicas: statusSum(all, 'terminatingReplicas'),
    conditions,
    ...(collisionCount === undefined ? {} : { collisionCount })
  }
}

/** deployment_util.go DeploymentComplete. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const { replicas } = deployment.spec
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

/** deployment_util.go DeploymentProgressing. */
export function isProgressing(before: DeploymentStatus | undefined, status: DeploymentStatus): boolean {
  const oldPods = (of: DeploymentStatus | undefined): number => (of?.replicas ?? 0) - (of?.updatedReplicas ?? 0)
  return (
    (status.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    oldPods(status) < oldPods(before) ||
    (status.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  )
}

/** Whether progress is judged at all: 2147483647 s stand for never (deployment_util.go HasProgressDeadline). */
export function hasProgressDeadline({ spec: { progressDeadlineSeconds } }: Deployment): boolean {
  return progressDeadlineSeconds !== undefined && progressDeadlineSeconds !== 2_147_483_647
}

/** When the progress deadline of the running rollout passes, simulated ms; undefined when nothing is waited for. */
export function deadlineAtMs(deployment: Deployment, status: DeploymentStatus): number | undefined {
  const seconds = deployment.spec.progressDeadlineSeconds
  const condition = conditionOf(status, 'Progressing')
  if (seconds === undefined || !hasProgressDeadline(deployment) || condition?.lastUpdateTime === undefined)
    return undefined
  if (condition.reason === 'NewReplicaSetAvailable' || condition.reason === 'ProgressDeadlineExceeded') return undefined
  return Date.parse(condition.lastUpdateTime) + seconds * 1000
}

/** The status after a look at the rollout (kubernetes pkg/controller/deployment/progress.go syncRolloutStatus). */
export function rolloutStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  at: Date
): DeploymentStatus {
  const status = calculateStatus(deployment, all, newest, at)
  if (!hasProgressDeadline(deployment))
    return { ...status, conditions: (status.conditions ?? []).filter(({ type }) => type !== 'Progressing') }
  const current = conditionOf(deployment.status, 'Progressing')
  const settled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable'
  if (settled) return status
  const subject =
    newest === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newest.metadata.name}"`
  const put = (next: Pick<Condition, 'status' | 'reason' | 'message'>): DeploymentStatus => ({
    ...status,
    conditions: withCondition(status.conditions ?? [], { type: 'Progressing', ...next }, at)
  })
  if (isComplete(deployment, status))
    return put({ status: 'True', reason: 'NewReplicaSetAvailable', message: `${subject} has successfully progressed.` })
  if (isProgressing(deployment.status, status)) {
    const now = timeText(at)
    const condition: Condition = {
      type: 'Progressing',
      status: 'True',
      lastUpdateTime: now,
      lastTransitionTime: current?.status === 'True' ? (current.lastTransitionTime ?? now) : now,
      reason: 'ReplicaSetUpdated',
      message: `${subject} is progressing.`
    }
    return {
      ...status,
      conditions: [...(status.conditions ?? []).filter(({ type }) => type !== 'Progressing'), condition]
    }
  }
  const deadline = deadlineAtMs(deployment, deployment.status ?? {})
  if (deadline !== undefined && deadline < at.getTime())
    return put({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `${subject} has timed out progressing.`
    })
  return status
}
