import type { Deployment, ReplicaSet } from './kube-types.ts'
import { maxReplicasOf } from './revisions.ts'

/** How far a rollout may deviate from the desired number of pods. */
export interface Fenceposts {
  readonly maxSurge: number
  readonly maxUnavailable: number
}

/** A number, or a share of the total; 0 where it is neither. */
export function scaled(value: number | string | undefined, total: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(value ?? '')
  return percent === null ? 0 : round((Number(percent[1]) * total) / 100)
}

/** kubernetes deployment_util.go ResolveFenceposts, MaxSurge, MaxUnavailable. */
export function fenceposts(deployment: Deployment): Fenceposts {
  const { replicas, strategy } = deployment.spec
  if (strategy.type !== 'RollingUpdate') return { maxSurge: 0, maxUnavailable: 0 }
  const maxSurge = scaled(strategy.rollingUpdate?.maxSurge ?? '25%', replicas, Math.ceil)
  const unavailable = scaled(strategy.rollingUpdate?.maxUnavailable ?? '25%', replicas, Math.floor)
  const atLeastOne = maxSurge === 0 && unavailable === 0 ? 1 : unavailable
  return { maxSurge, maxUnavailable: replicas === 0 ? 0 : Math.min(atLeastOne, replicas) }
}

export function specReplicas(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, { spec }) => sum + spec.replicas, 0)
}

export function statusSum(
  replicaSets: readonly ReplicaSet[],
  field: 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas'
): number {
  return replicaSets.reduce((sum, { status }) => sum + (status?.[field] ?? 0), 0)
}

/** Replicas of the new ReplicaSet after the next step (deployment_util.go NewRSNewReplicas). */
export function newReplicaCount(deployment: Deployment, all: readonly ReplicaSet[], newReplicas: number): number {
  const desired = deployment.spec.replicas
  if (deployment.spec.strategy.type !== 'RollingUpdate') return desired
  const most = desired + fenceposts(deployment).maxSurge
  const current = specReplicas(all)
  if (current >= most) return newReplicas
  return newReplicas + Math.min(most - current, desired - newReplicas)
}

/** One ReplicaSet and the size it should have. */
export interface Scaling {
  readonly replicaSet: ReplicaSet
  readonly replicas: number
}

export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  if (left !== right) return left < right ? -1 : 1
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}

/**
 * Which old ReplicaSets shrink in this step (kubernetes pkg/controller/deployment/rolling.go reconcileOldReplicaSets):
 * unhealthy pods first, then as many healthy ones as availability allows.
 */
export function oldReplicaScalings(
  deployment: Deployment,
  old: readonly ReplicaSet[],
  newest: ReplicaSet | undefined
): readonly Scaling[] {
  if (specReplicas(old) === 0) return []
  const all = newest === undefined ? old : [...old, newest]
  const { maxUnavailable } = fenceposts(deployment)
  const minAvailable = deployment.spec.replicas - maxUnavailable
  const newUnavailable = newest === undefined ? 0 : newest.spec.replicas - (newest.status?.availableReplicas ?? 0)
  const maxScaledDown = specReplicas(all) - minAvailable - newUnavailable
  if (maxScaledDown <= 0) return []

  const sizes = new Map(old.map((replicaSet) => [replicaSet, replicaSet.spec.replicas]))
  const sorted = old.toSorted(byAge)
  let cleaned = 0
  for (const replicaSet of sorted) {
    if (cleaned >= maxScaledDown) break
    const unhealthy = replicaSet.spec.replicas - (replicaSet.status?.availableReplicas ?? 0)
    if (replicaSet.spec.replicas === 0 || unhealthy <= 0) continue
    const count = Math.min(maxScaledDown - cleaned, unhealthy)
    sizes.set(replicaSet, replicaSet.spec.replicas - count)
    cleaned += count
  }

  let spare = statusSum(all, 'availableReplicas') - minAvailable
  for (const replicaSet of sorted) {
    if (spare <= 0) break
    const size = sizes.get(replicaSet) ?? 0
    const count = Math.min(size, spare)
    sizes.set(replicaSet, size - count)
    spare -= count
  }
  return [...sizes]
    .filter(([replicaSet, replicas]) => replicas !== replicaSet.spec.replicas)
    .map(([replicaSet, replicas]) => ({ replicaSet, replicas }))
}

/**
 * How a changed `spec.replicas` is spread over several active ReplicaSets (kubernetes pkg/controller/deployment/sync.go
 * scale): in proportion to their shares of what was allowed before, the rest to the largest.
 */
export function proportionalScalings(deployment: Deployment, active: readonly ReplicaSet[]): readonly Scaling[] {
  const allowed = deployment.spec.replicas > 0 ? deployment.spec.replicas + fenceposts(deployment).maxSurge : 0
  const toAdd = allowed - specReplicas(active)
  if (toAdd === 0) return active.map((replicaSet) => ({ replicaSet, replicas: replicaSet.spec.replicas }))
  const sorted = active.toSorted((a, b) => b.spec.replicas - a.spec.replicas || (toAdd > 0 ? byAge(b, a) : byAge(a, b)))
  let added = 0
  const sizes = sorted.map((replicaSet) => {
    const fraction = fractionOf(deployment, replicaSet, allowed)
    const share = toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added)
    added += share
    return replicaSet.spec.replicas + share
  })
  return sorted.map((replicaSet, index) => {
    const size = sizes[index] ?? 0
    return { replicaSet, replicas: index === 0 ? Math.max(0, size + toAdd - added) : size }
  })
}

/** How much a ReplicaSet would grow or shrink on its own (deployment_util.go getReplicaSetFraction). */
function fractionOf(deployment: Deployment, replicaSet: ReplicaSet, allowed: number): number {
  const { replicas } = replicaSet.spec
  if (deployment.spec.replicas === 0) return -replicas
  const before = maxReplicasOf(replicaSet) ?? deployment.status?.replicas ?? 0
  return before === 0 ? 0 : Math.round((replicas * allowed) / before) - replicas
}
