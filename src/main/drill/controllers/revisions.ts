import type { KubeObject } from '../store/api-store.ts'
import type { Deployment, ReplicaSet } from './kube-types.ts'

/** Annotations of the deployment controller (kubernetes pkg/controller/deployment/util/deployment_util.go). */
export const annotations = {
  revision: 'deployment.kubernetes.io/revision',
  revisionHistory: 'deployment.kubernetes.io/revision-history',
  desiredReplicas: 'deployment.kubernetes.io/desired-replicas',
  maxReplicas: 'deployment.kubernetes.io/max-replicas',
  changeCause: 'kubernetes.io/change-cause',
  lastApplied: 'kubectl.kubernetes.io/last-applied-configuration'
} as const

const notCopied = new Set<string>([
  annotations.lastApplied,
  annotations.revision,
  annotations.revisionHistory,
  annotations.desiredReplicas,
  annotations.maxReplicas,
  'deprecated.deployment.rollback.to'
])

/**
 * A Deployment's annotations after an undo: those of the revision that comes back, and of its own the ones that no
 * revision carries (kubernetes/kubectl pkg/polymorphichelpers/rollback.go DeploymentRollbacker.Rollback).
 */
export function undoneAnnotations(deployment: KubeObject, replicaSet: KubeObject): Readonly<Record<string, string>> {
  const of = (object: KubeObject): readonly (readonly [string, string])[] =>
    Object.entries(object.metadata.annotations ?? {})
  return Object.fromEntries([
    ...of(deployment).filter(([name]) => notCopied.has(name)),
    ...of(replicaSet).filter(([name]) => !notCopied.has(name))
  ])
}

/** The revision of a ReplicaSet or Deployment; 0 without a readable annotation. */
export function revisionOf(object: KubeObject): number {
  const number = Number(object.metadata.annotations?.[annotations.revision] ?? '0')
  return Number.isSafeInteger(number) ? number : 0
}

/** Revisions that a ReplicaSet had before, oldest first. */
export function formerRevisions(replicaSet: KubeObject): readonly number[] {
  const text = replicaSet.metadata.annotations?.[annotations.revisionHistory] ?? ''
  return text === '' ? [] : text.split(',').map(Number)
}

/**
 * The ReplicaSet's annotations as the newest revision (kubernetes deployment_util.go SetNewReplicaSetAnnotations):
 * copies those of the Deployment, raises the revision, and remembers the former one.
 */
export function newestAnnotations(
  deployment: Deployment,
  replicaSet: KubeObject,
  revision: number
): Readonly<Record<string, string>> {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !notCopied.has(name))
  const before = replicaSet.metadata.annotations ?? {}
  const merged: Record<string, string> = { ...before, ...Object.fromEntries(copied) }
  const old = revisionOf(replicaSet)
  if (old >= revision) return merged
  merged[annotations.revision] = String(revision)
  if (before[annotations.revision] !== undefined)
    merged[annotations.revisionHistory] = shortened([...formerRevisions(replicaSet), old])
  return merged
}

/** deployment_util.go revHistoryLimitInChars: the oldest numbers are forgotten first. */
const mostHistoryCharacters = 2000

function shortened(revisions: readonly number[]): string {
  const text = revisions.join(',')
  return text.length <= mostHistoryCharacters ? text : shortened(revisions.slice(1))
}

/** The annotations that the next scaling decision is judged by (SetReplicasAnnotations). */
export function replicaAnnotations(desired: number, surge: number): Readonly<Record<string, string>> {
  return { [annotations.desiredReplicas]: String(desired), [annotations.maxReplicas]: String(desired + surge) }
}

/** The desired replicas a ReplicaSet was last scaled for, or undefined. */
export function desiredReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return numberIn(replicaSet, annotations.desiredReplicas)
}

/** The desired replicas and the surge that a ReplicaSet was last scaled for, or undefined. */
export function maxReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return numberIn(replicaSet, annotations.maxReplicas)
}

function numberIn({ metadata }: ReplicaSet, annotation: string): number | undefined {
  const text = metadata.annotations?.[annotation]
  return text === undefined ? undefined : Number(text)
}
