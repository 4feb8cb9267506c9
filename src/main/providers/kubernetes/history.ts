import { objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { sameTemplate } from './pod-template.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history'

/** One ReplicaSet of a Deployment with its revision. */
export interface HistoryEntry {
  readonly revision: number
  /** Earlier revisions that this ReplicaSet had before it was renumbered, ascending. */
  readonly earlier: readonly number[]
  readonly replicaSet: KubeObject
  readonly template: JsonObject
  /** It holds the template that the Deployment asks for. */
  readonly isCurrent: boolean
}

/**
 * The revision annotation as kubectl reads it: absent is 0, unparsable is null and skipped.
 * kubectl pkg/util/deployment/deployment.go Revision.
 */
export function revisionOf(object: KubeObject): number | null {
  const text = object.metadata.annotations?.[revisionAnnotation]
  if (text === undefined) return 0
  return /^[+-]?\d{1,18}$/.test(text) ? Number(text) : null
}

/**
 * The ReplicaSets that the Deployment controls, of all that its selector found.
 * kubectl pkg/util/deployment/deployment.go listReplicaSets (metav1.IsControlledBy).
 */
export function ownedReplicaSets(deployment: KubeObject, replicaSets: readonly KubeObject[]): readonly KubeObject[] {
  return replicaSets.filter((replicaSet) =>
    (replicaSet.metadata.ownerReferences ?? []).some(
      (owner) => owner.controller === true && owner.uid === deployment.metadata.uid
    )
  )
}

export function templateOf(object: KubeObject): JsonObject {
  return objectAt(object, 'spec', 'template')
}

/**
 * The ReplicaSet of the Deployment's present template; null while the controller is behind. Where several hold it, as
 * after an upgrade of the cluster, it is the one whose revision the Deployment carries, else the oldest, which the
 * controller takes: kubernetes pkg/controller/deployment/util/deployment_util.go FindNewReplicaSet.
 */
export function newReplicaSet(deployment: KubeObject, owned: readonly KubeObject[]): KubeObject | null {
  const template = templateOf(deployment)
  const matching = owned.filter((candidate) => sameTemplate(templateOf(candidate), template)).toSorted(byCreation)
  const revision = deployment.metadata.annotations?.[revisionAnnotation]
  const named = matching.find(({ metadata }) => metadata.annotations?.[revisionAnnotation] === revision)
  return (revision === undefined ? undefined : named) ?? matching[0] ?? null
}

/** The history of a Deployment, newest revision first; ReplicaSets with an unparsable revision are left out. */
export function historyOf(deployment: KubeObject, replicaSets: readonly KubeObject[]): readonly HistoryEntry[] {
  const owned = ownedReplicaSets(deployment, replicaSets)
  const current = newReplicaSet(deployment, owned)
  return owned
    .map((replicaSet) => ({ replicaSet, revision: revisionOf(replicaSet) }))
    .filter((entry): entry is { replicaSet: KubeObject; revision: number } => entry.revision !== null)
    .map(({ replicaSet, revision }) => ({
      revision,
      earlier: earlierRevisions(replicaSet),
      replicaSet,
      template: templateOf(replicaSet),
      isCurrent: replicaSet === current
    }))
    .sort((a, b) => b.revision - a.revision)
}

/**
 * What `kubectl rollout undo` without `--to-revision` would pick: the second-highest revision that exists,
 * whatever is running now. kubectl pkg/polymorphichelpers/rollback.go deploymentRevision.
 */
export function plainUndoPick(history: readonly HistoryEntry[]): HistoryEntry | null {
  return history[1] ?? null
}

function earlierRevisions(replicaSet: KubeObject): readonly number[] {
  return stringAt(replicaSet.metadata.annotations, revisionHistoryAnnotation)
    .split(',')
    .filter((text) => /^\d{1,18}$/.test(text))
    .map(Number)
    .sort((a, b) => a - b)
}

function byCreation(a: KubeObject, b: KubeObject): number {
  const left = a.metadata.creationTimestamp ?? ''
  const right = b.metadata.creationTimestamp ?? ''
  if (left !== right) return left < right ? -1 : 1
  return a.metadata.name < b.metadata.name ? -1 : 1
}
