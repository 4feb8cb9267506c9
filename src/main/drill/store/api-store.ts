import type { KubeObject, ResourceKey } from './kube-object.ts'
import type { KindDefinition } from './kind-definition.ts'

export type { KubeObject, ObjectMeta, ResourceKey } from './kube-object.ts'
export type { Status } from './status-error.ts'

/** Who writes, as `metadata.managedFields` and the effect log see it. */
export interface WriteBy {
  readonly manager: string
  /** 'status' writes only `.status` (and metadata); without it `.status` is kept as it was. */
  readonly subresource?: 'status' | 'scale'
  /** The authenticated user; absent for the drill's own controllers. */
  readonly user?: string
  /** A controller of the drill: not counted as an effect. */
  readonly controller?: boolean
  /**
   * Privileged: history written before the incident began. The given uid, creationTimestamp, generation, status and
   * managedFields are kept as they are; defaults still apply.
   */
  readonly seed?: boolean
}

/** Options of one write. */
export interface WriteOptions {
  /** Do everything except storing (dryRun=All). */
  readonly dryRun?: boolean
}

/** Options of a delete (metav1.DeleteOptions). */
export interface DeleteOptions extends WriteOptions {
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan'
  /**
   * Pods on a node only get `deletionTimestamp` unless this is 0: the kubelet that runs them ends the pod and deletes
   * it again with 0, as upstream's does. Default for pods: `spec.terminationGracePeriodSeconds`.
   */
  readonly gracePeriodSeconds?: number
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
}

/** One change. `previous` is the object before it (MODIFIED and DELETED). */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: KubeObject
  readonly previous?: KubeObject
}

/** Everything stored, generic over (group, version, resource). All calls are synchronous and atomic. */
export interface ApiStore {
  /** The kinds served now, built-in and from CustomResourceDefinitions. */
  readonly kinds: () => readonly KindDefinition[]
  get(key: ResourceKey, namespace: string | null, name: string): KubeObject | undefined
  /** Sorted by namespace and name, as etcd's keys are. Without a namespace: of all namespaces. */
  list(key: ResourceKey, namespace?: string): readonly KubeObject[]
  /** The list as it was at a resourceVersion, or undefined when that version is too old (410). */
  listAt(key: ResourceKey, resourceVersion: number, namespace?: string): readonly KubeObject[] | undefined
  /** Throws StatusError (404 namespace missing, 409 exists, 422 invalid). */
  create(key: ResourceKey, object: KubeObject, by: WriteBy, options?: WriteOptions): KubeObject
  /** Optimistic concurrency when metadata.resourceVersion is set. Throws StatusError (404, 409, 422). */
  update(key: ResourceKey, object: KubeObject, by: WriteBy, options?: WriteOptions): KubeObject
  /**
   * Finalizers keep the object with a deletionTimestamp; dependents follow by owner reference. Returns the object as
   * it was last, and whether it is gone from the store. Throws StatusError (404, 409).
   */
  delete(
    key: ResourceKey,
    namespace: string | null,
    name: string,
    options?: DeleteOptions
  ): { readonly object: KubeObject; readonly gone: boolean }
  /** Calls the listener synchronously, in resourceVersion order. Returns the function that ends the watch. */
  watch(key: ResourceKey, listener: (event: WatchEvent) => void): () => void
  /** The resourceVersion of the newest write. */
  resourceVersion(): string
  /** Calls the listener after every write of anything. Returns the function that ends it. */
  onWrite(listener: () => void): () => void
  /** Changes of one resource after a resourceVersion, or undefined when that version is too old (410). */
  changesSince(key: ResourceKey, resourceVersion: number): readonly WatchEvent[] | undefined
}
