import type { ApiStore, DeleteOptions, WatchEvent, WriteBy, WriteOptions } from './api-store.ts'
import { BUILTIN_KINDS } from './builtin-kinds.ts'
import { ChangeLog } from './change-log.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { KindDefinition } from './kind-definition.ts'
import type { KubeObject, ObjectMeta, ResourceKey } from './kube-object.ts'
import { randomSuffix, randomUid, timestamp } from './names.ts'
import { alreadyExists, conflict, forbidden, notFound, StatusError } from './status-error.ts'
import { specChanged, withoutStatus } from './write-rules.ts'

/** What the store needs from outside. */
export interface ApiStoreOptions {
  /** The simulated clock. */
  readonly now: () => Date
  /** 0 ≤ random() < 1; draws uids and name suffixes. Default: Math.random. */
  readonly random?: () => number
}

/** The first resourceVersion; earlier ones answer 410 as on a server that has run for a while. */
const FIRST_VERSION = 700

const ORPHAN = 'orphan'
const FOREGROUND = 'foregroundDeletion'

/** Makes an empty store with the built-in kinds. */
export function createApiStore(options: ApiStoreOptions): ApiStore {
  return new MemoryStore(options)
}

class MemoryStore implements ApiStore {
  readonly #now: () => Date
  readonly #random: () => number
  readonly #buckets = new Map<string, Map<string, KubeObject>>()
  readonly #listeners = new Map<string, Set<(event: WatchEvent) => void>>()
  readonly #log = new ChangeLog(FIRST_VERSION)
  readonly #queue: { readonly bucket: string; readonly event: WatchEvent }[] = []
  readonly #customKinds = new Map<string, KindDefinition>()
  #version = FIRST_VERSION
  #publishing = false

  constructor(options: ApiStoreOptions) {
    this.#now = options.now
    this.#random = options.random ?? Math.random
  }

  kinds = (): readonly KindDefinition[] => [...BUILTIN_KINDS, ...this.#customKinds.values()]

  resourceVersion(): string {
    return String(this.#version)
  }

  get(key: ResourceKey, namespace: string | null, name: string): KubeObject | undefined {
    return this.#bucket(key).get(storageName(namespace, name))
  }

  list(key: ResourceKey, namespace?: string): readonly KubeObject[] {
    const prefix = namespace === undefined ? '' : `${namespace}/`
    const entries = [...this.#bucket(key)].filter(([name]) => name.startsWith(prefix))
    return entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
  }

  create(key: ResourceKey, object: KubeObject, by: WriteBy, options: WriteOptions = {}): KubeObject {
    const kind = this.#kind(key)
    const prepared = this.#prepareCreate(kind, object, by)
    const name = prepared.metadata.name ?? ''
    const namespace = kind.namespaced ? (prepared.metadata.namespace ?? '') : null
    if (this.#bucket(key).has(storageName(namespace, name))) throw alreadyExists(key, name)
    this.#requireNamespace(kind, namespace, name)
    if (options.dryRun === true) return deepFreeze(prepared)
    return this.#store(key, namespace, name, prepared, 'ADDED')
  }

  update(key: ResourceKey, object: KubeObject, by: WriteBy, options: WriteOptions = {}): KubeObject {
    const kind = this.#kind(key)
    const name = object.metadata.name ?? ''
    const namespace = kind.namespaced ? (object.metadata.namespace ?? '') : null
    const current = this.get(key, namespace, name)
    if (current === undefined) throw notFound(key, name)
    const wanted = object.metadata.resourceVersion
    if (wanted !== undefined && wanted !== '' && wanted !== current.metadata.resourceVersion) throw conflict(key, name)
    const prepared = this.#prepareUpdate(kind, current, object, by)
    if (options.dryRun === true) return deepFreeze(prepared)
    if (prepared.metadata.deletionTimestamp !== undefined && (prepared.metadata.finalizers ?? []).length === 0) {
      if (prepared.metadata.deletionGracePeriodSeconds === 0 || kind.kind !== 'Pod') {
        return this.#remove(key, namespace, name, prepared)
      }
    }
    if (sameObject(current, prepared)) return current
    return this.#store(key, namespace, name, prepared, 'MODIFIED')
  }

  delete(
    key: ResourceKey,
    namespace: string | null,
    name: string,
    options: DeleteOptions = {}
  ): { readonly object: KubeObject; readonly gone: boolean } {
    const kind = this.#kind(key)
    const current = this.get(key, namespace, name)
    if (current === undefined) throw notFound(key, name)
    this.#requirePreconditions(key, current, options)
    const marked = this.#markDeleted(kind, current, options)
    const held = (marked.metadata.finalizers ?? []).length > 0 || (marked.metadata.deletionGracePeriodSeconds ?? 0) > 0
    if (options.dryRun === true) return { object: deepFreeze(marked), gone: !held }
    if (!held) return { object: this.#remove(key, namespace, name, marked), gone: true }
    const stored = sameObject(current, marked) ? current : this.#store(key, namespace, name, marked, 'MODIFIED')
    this.#collectDependents(stored)
    return { object: stored, gone: this.get(key, namespace, name)?.metadata.uid !== stored.metadata.uid }
  }

  watch(key: ResourceKey, listener: (event: WatchEvent) => void): () => void {
    const bucket = bucketName(key)
    const listeners = this.#listeners.get(bucket) ?? new Set()
    this.#listeners.set(bucket, listeners)
    const own = (event: WatchEvent): void => listener(event)
    listeners.add(own)
    return () => listeners.delete(own)
  }

  changesSince(key: ResourceKey, resourceVersion: number): readonly WatchEvent[] | undefined {
    return this.#log.since(bucketName(key), resourceVersion)
  }

  #bucket(key: ResourceKey): Map<string, KubeObject> {
    const name = bucketName(key)
    const bucket = this.#buckets.get(name) ?? new Map<string, KubeObject>()
    this.#buckets.set(name, bucket)
    return bucket
  }

  #kind(key: ResourceKey): KindDefinition {
    const kind = this.kinds().find(
      (one) => one.group === key.group && one.version === key.version && one.resource === key.resource
    )
    if (kind === undefined) throw new StatusError(404, 'NotFound', 'the server could not find the requested resource')
    return kind
  }

  #requireNamespace(kind: KindDefinition, namespace: string | null, name: string): void {
    if (namespace === null) return
    const found = this.get({ group: '', version: 'v1', resource: 'namespaces' }, null, namespace)
    if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace)
    if (found.metadata.deletionTimestamp === undefined) return
    const cause = `unable to create new content in namespace ${namespace} because it is being terminated`
    throw forbidden(kind, name, cause)
  }

  #requirePreconditions(key: ResourceKey, current: KubeObject, { preconditions = {} }: DeleteOptions): void {
    const { uid, resourceVersion } = preconditions
    const name = current.metadata.name ?? ''
    if (uid !== undefined && uid !== current.metadata.uid) {
      const cause = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid ?? ''}`
      throw conflict(key, name, cause)
    }
    if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
      const found = current.metadata.resourceVersion ?? ''
      const cause = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${found}`
      throw conflict(key, name, cause)
    }
  }

  #prepareCreate(kind: KindDefinition, object: KubeObject, by: WriteBy): KubeObject {
    const seed = by.seed === true
    const given = object.metadata
    const name = given.name ?? `${given.generateName ?? ''}${randomSuffix(this.#random)}`
    const metadata: ObjectMeta = {
      ...given,
      name,
      uid: seed && given.uid !== undefined ? given.uid : randomUid(this.#random),
      creationTimestamp: seed && given.creationTimestamp ? given.creationTimestamp : timestamp(this.#now()),
      ...(kind.hasGeneration ? { generation: seed ? (given.generation ?? 1) : 1 } : {})
    }
    const base = { ...object, metadata }
    return seed || !kind.hasStatus ? base : withoutStatus(base)
  }

  #prepareUpdate(kind: KindDefinition, current: KubeObject, object: KubeObject, by: WriteBy): KubeObject {
    const kept = current.metadata
    const metadata: ObjectMeta = {
      ...object.metadata,
      ...pick(kept, ['uid', 'creationTimestamp', 'generateName', 'deletionTimestamp', 'deletionGracePeriodSeconds']),
      ...(kept.generation === undefined ? {} : { generation: kept.generation }),
      ...(kept.resourceVersion === undefined ? {} : { resourceVersion: kept.resourceVersion })
    }
    if (by.subresource === 'status') return { ...current, metadata, status: object['status'] }
    const merged: KubeObject = { ...object, metadata }
    const next = kind.hasStatus && by.seed !== true ? { ...withoutStatus(merged), ...statusOf(current) } : merged
    if (!kind.hasGeneration || !specChanged(current, next)) return next
    return { ...next, metadata: { ...metadata, generation: (kept.generation ?? 0) + 1 } }
  }

  #markDeleted(kind: KindDefinition, current: KubeObject, options: DeleteOptions): KubeObject {
    const grace = gracePeriod(kind, current, options)
    const finalizers = new Set(current.metadata.finalizers ?? [])
    if (options.propagationPolicy === 'Orphan') finalizers.add(ORPHAN)
    if (options.propagationPolicy === 'Foreground') finalizers.add(FOREGROUND)
    const metadata: ObjectMeta = {
      ...current.metadata,
      deletionTimestamp:
        current.metadata.deletionTimestamp ?? timestamp(new Date(this.#now().getTime() + grace * 1000)),
      deletionGracePeriodSeconds: Math.min(grace, current.metadata.deletionGracePeriodSeconds ?? grace),
      ...(finalizers.size === 0 ? {} : { finalizers: [...finalizers] })
    }
    return { ...current, metadata }
  }

  #remove(key: ResourceKey, namespace: string | null, name: string, last: KubeObject): KubeObject {
    const removed = this.#store(key, namespace, name, last, 'DELETED')
    this.#collectDependents(removed)
    this.#releaseOwners(removed)
    return removed
  }

  /** The garbage collector: what an owner's deletion means for its dependents (upstream pkg/controller/garbagecollector). */
  #collectDependents(owner: KubeObject): void {
    const finalizers = owner.metadata.finalizers ?? []
    const orphaned = finalizers.includes(ORPHAN)
    for (const [key, dependent] of this.#dependentsOf(owner)) {
      if (orphaned) this.#dropOwner(key, dependent, owner)
      else if (this.#isHeldByOther(dependent, owner)) this.#dropOwner(key, dependent, owner)
      else {
        const policy = finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background'
        this.delete(key, dependent.metadata.namespace ?? null, dependent.metadata.name ?? '', {
          propagationPolicy: policy
        })
      }
    }
    if (orphaned) this.#dropFinalizer(owner, ORPHAN)
    else if (finalizers.includes(FOREGROUND) && this.#dependentsOf(owner).length === 0)
      this.#dropFinalizer(owner, FOREGROUND)
  }

  #releaseOwners(removed: KubeObject): void {
    for (const reference of removed.metadata.ownerReferences ?? []) {
      const owner = this.#byUid(reference.uid)
      if (owner?.metadata.finalizers?.includes(FOREGROUND) !== true) continue
      if (this.#dependentsOf(owner).length === 0) this.#dropFinalizer(owner, FOREGROUND)
    }
  }

  #isHeldByOther(dependent: KubeObject, owner: KubeObject): boolean {
    return (dependent.metadata.ownerReferences ?? []).some(
      (reference) => reference.uid !== owner.metadata.uid && this.#byUid(reference.uid) !== undefined
    )
  }

  #byUid(uid: string): KubeObject | undefined {
    for (const bucket of this.#buckets.values()) {
      for (const object of bucket.values()) if (object.metadata.uid === uid) return object
    }
    return undefined
  }

  #keyOf(object: KubeObject): ResourceKey | undefined {
    const slash = object.apiVersion.indexOf('/')
    const group = slash < 0 ? '' : object.apiVersion.slice(0, slash)
    return this.kinds().find((kind) => kind.group === group && kind.kind === object.kind)
  }

  #dependentsOf(owner: KubeObject): readonly (readonly [ResourceKey, KubeObject])[] {
    const found: [ResourceKey, KubeObject][] = []
    for (const bucket of this.#buckets.values()) {
      for (const object of bucket.values()) {
        if (!(object.metadata.ownerReferences ?? []).some((reference) => reference.uid === owner.metadata.uid)) continue
        const key = this.#keyOf(object)
        if (key !== undefined) found.push([key, object])
      }
    }
    return found
  }

  #dropOwner(key: ResourceKey, dependent: KubeObject, owner: KubeObject): void {
    const ownerReferences = (dependent.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid)
    this.#rewrite(key, dependent, { ownerReferences })
  }

  #dropFinalizer(owner: KubeObject, finalizer: string): void {
    const key = this.#keyOf(owner)
    const current = this.#byUid(owner.metadata.uid ?? '')
    if (key === undefined || current === undefined) return
    this.#rewrite(key, current, { finalizers: (current.metadata.finalizers ?? []).filter((one) => one !== finalizer) })
  }

  #rewrite(key: ResourceKey, object: KubeObject, change: Partial<ObjectMeta>): void {
    const metadata = { ...object.metadata, ...change }
    this.update(key, { ...object, metadata }, { manager: 'kube-controller-manager', controller: true })
  }

  #store(
    key: ResourceKey,
    namespace: string | null,
    name: string,
    object: KubeObject,
    type: WatchEvent['type']
  ): KubeObject {
    this.#version += 1
    const metadata = { ...object.metadata, resourceVersion: String(this.#version) }
    const stored = deepFreeze({ ...object, metadata })
    const bucket = this.#bucket(key)
    const previous = bucket.get(storageName(namespace, name))
    if (type === 'DELETED') bucket.delete(storageName(namespace, name))
    else bucket.set(storageName(namespace, name), stored)
    const event: WatchEvent = { type, object: stored, ...(previous === undefined ? {} : { previous }) }
    this.#log.append(bucketName(key), this.#version, event)
    this.#queue.push({ bucket: bucketName(key), event })
    this.#publish()
    return stored
  }

  /** Writes made by listeners are queued, so that every listener sees every change in resourceVersion order. */
  #publish(): void {
    if (this.#publishing) return
    this.#publishing = true
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        for (const listener of [...(this.#listeners.get(next.bucket) ?? [])]) listener(next.event)
      }
    } finally {
      this.#publishing = false
    }
  }
}

function bucketName(key: ResourceKey): string {
  return `${key.resource}.${key.group}`
}

function storageName(namespace: string | null, name: string): string {
  return namespace === null ? name : `${namespace}/${name}`
}

function statusOf(object: KubeObject): { readonly status?: unknown } {
  return object['status'] === undefined ? {} : { status: object['status'] }
}

function pick<T extends object, K extends keyof T>(value: T, names: readonly K[]): Partial<Pick<T, K>> {
  const entries = names.filter((name) => value[name] !== undefined).map((name) => [name, value[name]] as const)
  return Object.fromEntries(entries) as Partial<Pick<T, K>>
}

function sameObject(a: KubeObject, b: KubeObject): boolean {
  return !specChanged(a, b, true)
}

function gracePeriod(kind: KindDefinition, current: KubeObject, options: DeleteOptions): number {
  if (kind.group !== '' || kind.kind !== 'Pod') return 0
  const spec = current['spec'] as { nodeName?: string; terminationGracePeriodSeconds?: number } | undefined
  const phase = (current['status'] as { phase?: string } | undefined)?.phase
  if (spec?.nodeName === undefined || phase === 'Succeeded' || phase === 'Failed') return 0
  return options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30
}
