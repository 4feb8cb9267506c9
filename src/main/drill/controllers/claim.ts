import { isDeepStrictEqual } from 'node:util'
import type { ApiStore, KubeObject, ResourceKey, WatchEvent, WriteBy } from '../store/api-store.ts'
import { objectOf } from '../store/json-value.ts'
import type { OwnerReference } from '../store/kube-object.ts'
import { selectorMatches } from '../store/label-rules.ts'
import type { LabelSelector, Pod } from './kube-types.ts'
import { controllerUid, keys, nameOf, namespaceOf } from './kube-types.ts'

const by: WriteBy = { manager: 'kube-controller-manager', controller: true }

/** An object that owns others by its selector: a Deployment, a ReplicaSet. */
export interface Controller extends KubeObject {
  readonly spec: { readonly selector: LabelSelector }
}

/** Whether a controller's selector selects the object. */
export function isSelected({ spec }: Controller, { metadata }: KubeObject): boolean {
  return selectorMatches(objectOf(spec.selector), objectOf(metadata.labels))
}

/** The pods that a controller has and that its selector selects, as the store has them now. */
export function podsOf(store: ApiStore, controller: Controller): readonly Pod[] {
  return (store.list(keys.pods, namespaceOf(controller)) as readonly Pod[]).filter(
    (pod) => controllerUid(pod) === controller.metadata.uid && isSelected(controller, pod)
  )
}

/** The owner reference of what a controller makes or adopts. */
export function controllerReference(controller: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = controller
  const reference = { apiVersion, kind, name: nameOf(controller), uid: metadata.uid ?? '' }
  return { ...reference, controller: true, blockOwnerDeletion: true }
}

/**
 * Takes objects that nobody controls and that the selector selects, and lets go of those that it no longer selects
 * (kubernetes pkg/controller/controller_ref_manager.go ClaimObject). Returns whether anything was written. Throws
 * StatusError when the store refuses.
 */
export function claim(
  store: ApiStore,
  key: ResourceKey,
  controller: Controller,
  candidates: readonly KubeObject[]
): boolean {
  if (controller.metadata.deletionTimestamp !== undefined) return false
  const { uid } = controller.metadata
  let written = false
  for (const object of candidates) {
    const owner = controllerUid(object)
    const selected = isSelected(controller, object)
    const isOrphan = owner === undefined && object.metadata.deletionTimestamp === undefined
    const others = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid)
    if (isOrphan && selected) setOwners(store, key, object, [...others, controllerReference(controller)])
    else if (owner === uid && !selected) setOwners(store, key, object, others)
    else continue
    written = true
  }
  return written
}

function setOwners(
  store: ApiStore,
  key: ResourceKey,
  object: KubeObject,
  ownerReferences: readonly OwnerReference[]
): void {
  const { ownerReferences: _before, ...metadata } = object.metadata
  store.update(
    key,
    { ...object, metadata: ownerReferences.length === 0 ? metadata : { ...metadata, ownerReferences } },
    by
  )
}

/**
 * The `namespace/name` of every controller that has to look at an object again: its own, the one it had before, and,
 * for an orphan that is new or was relabelled or let go, all that could take it
 * (kubernetes pkg/controller/deployment/deployment_controller.go updateReplicaSet and
 * pkg/controller/replicaset/replica_set.go updatePod).
 */
export function concerned(
  store: ApiStore,
  { key, kind }: { readonly key: ResourceKey; readonly kind: string },
  { type, object, previous }: WatchEvent
): readonly string[] {
  const owner = ownerName(object, kind)
  const before = previous === undefined ? undefined : ownerName(previous, kind)
  const former = before === undefined || before === owner ? [] : [before]
  if (owner !== undefined) return [...former, owner]
  if (type === 'DELETED' || controllerUid(object) !== undefined) return former
  const labels = objectOf(object.metadata.labels)
  const isNew = previous === undefined || controllerUid(previous) !== undefined
  if (!isNew && isDeepStrictEqual(labels, objectOf(previous.metadata.labels))) return former
  if (Object.keys(labels).length === 0) return former
  const possible = (store.list(key, namespaceOf(object)) as readonly Controller[]).filter((one) =>
    isSelected(one, object)
  )
  return [...former, ...possible.map((one) => `${namespaceOf(one)}/${nameOf(one)}`)]
}

/** The `namespace/name` of the controlling owner, when it is of the kind. */
export function ownerName(object: KubeObject, kind: string): string | undefined {
  const owner = object.metadata.ownerReferences?.find(
    (reference) => reference.controller === true && reference.kind === kind
  )
  return owner === undefined ? undefined : `${namespaceOf(object)}/${owner.name}`
}
