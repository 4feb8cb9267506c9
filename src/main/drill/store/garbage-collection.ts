import type { DeleteOptions } from './api-store.ts'
import type { KubeObject, ObjectMeta, ResourceKey } from './kube-object.ts'

/** Finalizers of the garbage collector (kubernetes/apimachinery pkg/apis/meta/v1/types.go). */
export const ORPHAN = 'orphan'
export const FOREGROUND = 'foregroundDeletion'

/** What the collector needs of the store. */
export interface CollectedStore {
  readonly all: () => Iterable<readonly [ResourceKey, KubeObject]>
  readonly rewrite: (key: ResourceKey, object: KubeObject, change: Partial<ObjectMeta>) => void
  readonly remove: (key: ResourceKey, object: KubeObject, options: DeleteOptions) => void
}

type Entry = readonly [ResourceKey, KubeObject]

/** What an owner's deletion means for its dependents (kubernetes pkg/controller/garbagecollector). */
export function collectDependents(store: CollectedStore, owner: KubeObject): void {
  const finalizers = owner.metadata.finalizers ?? []
  const orphaned = finalizers.includes(ORPHAN)
  const foreground = finalizers.includes(FOREGROUND)
  for (const [key, dependent] of dependentsOf(store, owner)) {
    if (orphaned || isHeldByOther(store, dependent, owner)) dropOwner(store, key, dependent, owner)
    else store.remove(key, dependent, { propagationPolicy: foreground ? 'Foreground' : 'Background' })
  }
  if (orphaned) dropFinalizer(store, owner, ORPHAN)
  else if (foreground && dependentsOf(store, owner).length === 0) dropFinalizer(store, owner, FOREGROUND)
}

/** Ends the foreground deletion of owners that have no dependents left. */
export function releaseOwners(store: CollectedStore, removed: KubeObject): void {
  for (const reference of removed.metadata.ownerReferences ?? []) {
    const owner = byUid(store, reference.uid)?.[1]
    if (owner?.metadata.finalizers?.includes(FOREGROUND) !== true) continue
    if (dependentsOf(store, owner).length === 0) dropFinalizer(store, owner, FOREGROUND)
  }
}

function dependentsOf(store: CollectedStore, owner: KubeObject): readonly Entry[] {
  return [...store.all()].filter(([, object]) =>
    (object.metadata.ownerReferences ?? []).some((reference) => reference.uid === owner.metadata.uid)
  )
}

function isHeldByOther(store: CollectedStore, dependent: KubeObject, owner: KubeObject): boolean {
  return (dependent.metadata.ownerReferences ?? []).some(
    (reference) => reference.uid !== owner.metadata.uid && byUid(store, reference.uid) !== undefined
  )
}

function byUid(store: CollectedStore, uid: string): Entry | undefined {
  for (const entry of store.all()) if (entry[1].metadata.uid === uid) return entry
  return undefined
}

function dropOwner(store: CollectedStore, key: ResourceKey, dependent: KubeObject, owner: KubeObject): void {
  const ownerReferences = (dependent.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid)
  store.rewrite(key, dependent, { ownerReferences })
}

function dropFinalizer(store: CollectedStore, owner: KubeObject, finalizer: string): void {
  const entry = byUid(store, owner.metadata.uid ?? '')
  if (entry === undefined) return
  const [key, current] = entry
  store.rewrite(key, current, { finalizers: (current.metadata.finalizers ?? []).filter((one) => one !== finalizer) })
}
