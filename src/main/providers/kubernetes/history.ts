import { numberAt, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { sameTemplate } from './pod-template.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history'

/** argoproj/argo-rollouts utils/annotations/annotations.go RevisionAnnotation, on its ReplicaSets. */
const rolloutRevisionAnnotation = 'rollout.argoproj.io/revision'
const rolloutHistoryAnnotation = 'rollout.argoproj.io/revision-history'

/**
 * One revision of a workload: the ReplicaSet of a Deployment, or the ControllerRevision of a StatefulSet or DaemonSet, which
 * is called a ReplicaSet here as well.
 */
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
 * kubectl pkg/util/deployment/deployment.go Revision. A ControllerRevision has a field for it.
 */
export function revisionOf(object: KubeObject): number | null {
  if (isControllerRevision(object)) return numberAt(object, 'revision') ?? 0
  const { annotations } = object.metadata
  const text = annotations?.[revisionAnnotation] ?? annotations?.[rolloutRevisionAnnotation]
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
  return isControllerRevision(object) ? keptTemplate(object) : objectAt(object, 'spec', 'template')
}

/** Templates are compared again and again, and told apart by their identity first. */
const keptTemplates = new WeakMap<KubeObject, JsonObject>()

/**
 * The template in a ControllerRevision, without the directive that makes it replace another one (kubernetes
 * pkg/controller/statefulset/stateful_set_utils.go getPatch, pkg/controller/daemon/update.go getPatch).
 */
function keptTemplate(revision: KubeObject): JsonObject {
  const known = keptTemplates.get(revision)
  if (known !== undefined) return known
  const { $patch: _, ...template } = objectAt(revision, 'data', 'spec', 'template')
  keptTemplates.set(revision, template)
  return template
}

function isControllerRevision({ kind }: KubeObject): boolean {
  return kind === 'ControllerRevision'
}

/**
 * The ReplicaSet of the Deployment's present template; null while the controller is behind. Where several hold it, as
 * after an upgrade of the cluster, it is the one whose revision the Deployment carries, else the oldest, which the
 * controller takes: kubernetes pkg/controller/deployment/util/deployment_util.go FindNewReplicaSet.
 */
export function newReplicaSet(deployment: KubeObject, owned: readonly KubeObject[]): KubeObject | null {
  if (deployment.kind === 'Rollout') return presentOfRollout(deployment, owned)
  const template = templateOf(deployment)
  const matching = owned.filter((candidate) => sameTemplate(templateOf(candidate), template)).toSorted(byCreation)
  // Of equal ControllerRevisions the controllers take the newest (stateful_set_control.go getStatefulSetRevisions).
  if (deployment.kind !== 'Deployment')
    return matching.toSorted((a, b) => (revisionOf(b) ?? 0) - (revisionOf(a) ?? 0))[0] ?? null
  const revision = deployment.metadata.annotations?.[revisionAnnotation]
  const named = matching.find(({ metadata }) => metadata.annotations?.[revisionAnnotation] === revision)
  return (revision === undefined ? undefined : named) ?? matching[0] ?? null
}

/** The controller of Rollouts says which it is, by the hash in its status; its template has no defaults to compare by. */
function presentOfRollout(rollout: KubeObject, owned: readonly KubeObject[]): KubeObject | null {
  const hash = stringAt(rollout, 'status', 'currentPodHash')
  return owned.find(({ metadata }) => metadata.labels?.['rollouts-pod-template-hash'] === hash) ?? null
}

/** What the server sent is never changed in place, and each rule of hundreds of services asks at every observation. */
const histories = new WeakMap<
  KubeObject,
  { readonly owned: readonly KubeObject[]; readonly made: readonly HistoryEntry[] }
>()

/**
 * More than any workload is told to keep (`revisionHistoryLimit`, 10 where nothing is said); older ones are left out. Whoever
 * may write in the namespace makes any number of them, and each is compared at every observation.
 */
export const mostRevisions = 200

/** The history of a Deployment, newest revision first; ReplicaSets with an unparsable revision are left out. */
export function historyOf(deployment: KubeObject, replicaSets: readonly KubeObject[]): readonly HistoryEntry[] {
  const owned = ownedReplicaSets(deployment, replicaSets)
  const known = histories.get(deployment)
  if (known && known.owned.length === owned.length && known.owned.every((one, index) => one === owned[index]))
    return known.made
  const made = historyOfOwned(deployment, owned)
  histories.set(deployment, { owned, made })
  return made
}

function historyOfOwned(deployment: KubeObject, owned: readonly KubeObject[]): readonly HistoryEntry[] {
  const numbered = owned
    .map((replicaSet) => ({ replicaSet, revision: revisionOf(replicaSet) }))
    .filter((entry): entry is { replicaSet: KubeObject; revision: number } => entry.revision !== null)
    .sort((a, b) => b.revision - a.revision)
  const current = newReplicaSet(deployment, owned)
  const kept = numbered.filter(({ replicaSet }, index) => index < mostRevisions || replicaSet === current)
  const all = kept.map(({ replicaSet }) => replicaSet)
  return kept.map(({ replicaSet, revision }) => ({
    revision,
    earlier: isControllerRevision(replicaSet) ? leftBehind(replicaSet, all) : earlierRevisions(replicaSet),
    replicaSet,
    template: templateOf(replicaSet),
    isCurrent: replicaSet === current
  }))
}

/**
 * What `kubectl rollout undo` without `--to-revision` would pick: the second-highest revision that exists,
 * whatever is running now. kubectl pkg/polymorphichelpers/rollback.go deploymentRevision.
 */
export function plainUndoPick(history: readonly HistoryEntry[]): HistoryEntry | null {
  return history[1] ?? null
}

/**
 * The numbers that a ReplicaSet had before it was taken up again, as its controller wrote them; empty where it never was
 * (argoproj/argo-rollouts utils/annotations/annotations.go SetNewReplicaSetAnnotations does as the deployment controller).
 */
export function revisionHistory({ metadata }: KubeObject): string {
  const written = [revisionHistoryAnnotation, rolloutHistoryAnnotation].map((name) =>
    stringAt(metadata.annotations, name)
  )
  return written.find((text) => text !== '') ?? ''
}

/** The controller keeps the last of them (kubernetes pkg/controller/deployment/util/deployment_util.go maxRevHistoryLengthInChars). */
const mostHistoryLength = 2_000

function earlierRevisions(replicaSet: KubeObject): readonly number[] {
  const written = revisionHistory(replicaSet)
  const last = written.slice(-mostHistoryLength)
  return last
    .slice(written.length > last.length ? last.indexOf(',') + 1 : 0)
    .split(',')
    .filter((text) => /^\d{1,18}$/.test(text))
    .map(Number)
    .sort((a, b) => a - b)
}

/**
 * The number that a ControllerRevision had before it was numbered anew, which is written nowhere: of the numbers that are
 * missing the last before those that were made after it. Empty for one that is as old as its number says.
 */
function leftBehind(revision: KubeObject, owned: readonly KubeObject[]): readonly number[] {
  const own = revisionOf(revision) ?? 0
  const younger = owned.filter((other) => other !== revision && byCreation(revision, other) < 0)
  const firstYounger = Math.min(...younger.map((other) => revisionOf(other) ?? Infinity))
  if (firstYounger > own) return []
  const taken = new Set(owned.map(revisionOf))
  for (let number = firstYounger - 1; number > 0; number--) if (!taken.has(number)) return [number]
  return []
}

function byCreation(a: KubeObject, b: KubeObject): number {
  const left = a.metadata.creationTimestamp ?? ''
  const right = b.metadata.creationTimestamp ?? ''
  if (left !== right) return left < right ? -1 : 1
  return a.metadata.name < b.metadata.name ? -1 : 1
}
