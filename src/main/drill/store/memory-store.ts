import type { ApiStore, DeleteOptions, WatchEvent, WriteBy, WriteOptions } from './api-store.ts'
import { BUILTIN_KINDS } from './builtin-kinds.ts'
import { ChangeLog } from './change-log.ts'
import { customKinds } from './custom-kinds.ts'
import { deepFreeze } from './deep-freeze.ts'
import { collectDependents, FOREGROUND, ORPHAN, releaseOwners } from './garbage-collection.ts'
import type { CollectedStore } from './garbage-collection.ts'
import { jsonEqual } from './json-equal.ts'
import { listOf, objectOf } from './json-value.ts'
import type { KindDefinition } from './kind-definition.ts'
import type { KubeObject, ObjectMeta, ResourceKey } from './kube-object.ts'
import { timestamp } from './names.ts'
import { prepareCreate, prepareUpdate } from './prepare-write.ts'
import type { WriteContext } from './prepare-write.ts'
import { SchemaSource } from './schema.ts'
import { alreadyExists, conflict, forbidden, notFound, StatusError } from './status-error.ts'

/** What the store needs from outside. */
export interface ApiStoreOptions {
  /** The simulated clock. */
  readonly now: () => Date
  /** 0 ≤ random() < 1; draws uids and name suffixes. Default: Math.random. */
  readonly random?: () => number
  /** Where field types come from. Default: the documents in resources/kubernetes. */
  readonly schemas?: SchemaSource
  /** Runs a task after simulated time. Default: setTimeout. */
  readonly later?: (delayMs: number, task: () => void) => void
}

/** The first resourceVersion; earlier ones answer 410 as on a server that has run for a while. */
const FIRST_VERSION = 700

/** How long a namespace stays Terminating before its content is gone. */
const NAMESPACE_CLEANUP_MS = 5000

const NAMESPACES: ResourceKey = { group: '', version: 'v1', resource: 'namespaces' }

/** Makes an empty store with the built-in kinds. */
export function createApiStore(options: ApiStoreOptions): ApiStore {
  return new MemoryStore(options)
}

class MemoryStore implements ApiStore {
  readonly #now: () => Date
  readonly #random: () => number
  readonly #later: (delayMs: number, task: () => void) => void
  readonly #schemas: SchemaSource
  readonly #buckets = new Map<string, Map<string, KubeObject>>()
  readonly #keys = new Map<string, ResourceKey>()
  readonly #listeners = new Map<string, Set<(event: WatchEvent) => void>>()
  readonly #log = new ChangeLog(FIRST_VERSION)
  readonly #queue: { readonly bucket: string; readonly event: WatchEvent }[] = []
  readonly #collected: CollectedStore = {
    all: () => this.#all(),
    rewrite: (key, object, change) => {
      const metadata = { ...object.metadata, ...change }
      this.update(key, { ...object, metadata }, { manager: 'kube-controller-manager', controller: true })
    },
    remove: (key, { metadata }, options) =>
      void this.delete(key, metadata.namespace ?? null, metadata.name ?? '', options)
  }
  #kinds: readonly KindDefinition[] = BUILTIN_KINDS
  #version = FIRST_VERSION
  #addresses = 0
  #publishing = false

  constructor(options: ApiStoreOptions) {
    this.#now = options.now
    this.#random = options.random ?? Math.random
    this.#later = options.later ?? ((delayMs, task) => void setTimeout(task, delayMs).unref())
    this.#schemas = options.schemas ?? new SchemaSource()
  }

  kinds = (): readonly KindDefinition[] => this.#kinds

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
    const prepared = prepareCreate(this.#context(kind), object, by)
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
    const prepared = prepareUpdate(this.#context(kind), current, object, by)
    if (options.dryRun === true) return deepFreeze(prepared)
    if (prepared.metadata.deletionTimestamp !== undefined && !isHeld(prepared)) {
      return this.#remove(key, namespace, name, prepared)
    }
    if (jsonEqual(current, prepared)) return current
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
    const marked = markDeleted(kind, current, options, this.#now())
    const held = isHeld(marked)
    if (options.dryRun === true) return { object: deepFreeze(marked), gone: !held }
    if (!held) return { object: this.#remove(key, namespace, name, marked), gone: true }
    if (!jsonEqual(current, marked)) this.#store(key, namespace, name, marked, 'MODIFIED')
    if (isNamespace(key)) this.#later(NAMESPACE_CLEANUP_MS, () => this.#emptyNamespace(name))
    else collectDependents(this.#collected, marked)
    const left = this.get(key, namespace, name)
    const gone = left?.metadata.uid !== current.metadata.uid
    return { object: gone ? marked : (left ?? marked), gone }
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
    this.#keys.set(name, { group: key.group, version: key.version, resource: key.resource })
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

  #context(kind: KindDefinition): WriteContext {
    return {
      kind,
      schema: this.#schemas.of(kind.group, kind.version, kind.kind),
      at: timestamp(this.#now()),
      random: this.#random,
      allocateIp: () => {
        this.#addresses += 1
        return `10.96.${Math.floor(this.#addresses / 250)}.${(this.#addresses % 250) + 1}`
      }
    }
  }

  #remove(key: ResourceKey, namespace: string | null, name: string, last: KubeObject): KubeObject {
    const removed = this.#store(key, namespace, name, last, 'DELETED')
    collectDependents(this.#collected, removed)
    releaseOwners(this.#collected, removed)
    return removed
  }

  /** The namespace controller: everything in a terminating namespace goes, then the namespace itself. */
  #emptyNamespace(namespace: string): void {
    const found = this.get(NAMESPACES, null, namespace)
    if (found?.metadata.deletionTimestamp === undefined) return
    // Owners first: a controller that still saw its object would replace what is deleted below it.
    const content = [...this.#all()].filter(([, object]) => object.metadata.namespace === namespace)
    for (const [key, object] of content.toSorted(([, a], [, b]) => ownersOf(a) - ownersOf(b))) {
      if (this.get(key, namespace, object.metadata.name ?? '') === undefined) continue
      this.delete(key, namespace, object.metadata.name ?? '', { gracePeriodSeconds: 0 })
    }
    const rest = [...this.#all()].some(([, object]) => object.metadata.namespace === namespace)
    if (rest) this.#later(NAMESPACE_CLEANUP_MS, () => this.#emptyNamespace(namespace))
    else this.#remove(NAMESPACES, null, namespace, found)
  }

  *#all(): Generator<readonly [ResourceKey, KubeObject]> {
    for (const [name, bucket] of [...this.#buckets]) {
      const key = this.#keys.get(name)
      if (key === undefined) continue
      for (const object of [...bucket.values()]) yield [key, object] as const
    }
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
    if (stored.kind === 'CustomResourceDefinition') this.#refreshKinds(key)
    this.#log.append(bucketName(key), this.#version, event)
    this.#queue.push({ bucket: bucketName(key), event })
    this.#publish()
    return stored
  }

  #refreshKinds(definitions: ResourceKey): void {
    this.#kinds = [...BUILTIN_KINDS, ...[...this.#bucket(definitions).values()].flatMap(customKinds)]
  }

  /**
   * Writes made by listeners are queued, so that every listener sees every change in resourceVersion order. A write
   * that the store refuses a listener is that listener's loss, as with a controller whose request fails: neither the
   * writer nor the other listeners hear of it.
   */
  #publish(): void {
    if (this.#publishing) return
    this.#publishing = true
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        for (const listener of [...(this.#listeners.get(next.bucket) ?? [])]) {
          try {
            listener(next.event)
          } catch (error) {
            if (!(error instanceof StatusError)) throw error
          }
        }
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

function isNamespace(key: ResourceKey): boolean {
  return key.group === '' && key.resource === 'namespaces'
}

function ownersOf(object: KubeObject): number {
  return object.metadata.ownerReferences?.length ?? 0
}

function isHeld(object: KubeObject): boolean {
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata
  if (finalizers.length > 0 || deletionGracePeriodSeconds > 0) return true
  return object.kind === 'Namespace' && listOf(objectOf(object['spec'])['finalizers']).length > 0
}

function markDeleted(kind: KindDefinition, current: KubeObject, options: DeleteOptions, now: Date): KubeObject {
  const at = (seconds: number): string => timestamp(new Date(now.getTime() + seconds * 1000))
  if (current.kind === 'Namespace') {
    const deletionTimestamp = current.metadata.deletionTimestamp ?? at(0)
    const status = { ...objectOf(current['status']), phase: 'Terminating' }
    return { ...current, metadata: { ...current.metadata, deletionTimestamp }, status }
  }
  const grace = gracePeriod(kind, current, options)
  const finalizers = new Set(current.metadata.finalizers ?? [])
  if (options.propagationPolicy === 'Orphan') finalizers.add(ORPHAN)
  if (options.propagationPolicy === 'Foreground') finalizers.add(FOREGROUND)
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = current.metadata
  const metadata: ObjectMeta = {
    ...current.metadata,
    ...(deletionTimestamp === undefined && generation !== undefined ? { generation: generation + 1 } : {}),
    deletionTimestamp: deletionTimestamp ?? at(grace),
    deletionGracePeriodSeconds: Math.min(grace, deletionGracePeriodSeconds ?? grace),
    ...(finalizers.size === 0 ? {} : { finalizers: [...finalizers] })
  }
  return { ...current, metadata }
}

function gracePeriod(kind: KindDefinition, current: KubeObject, options: DeleteOptions): number {
  if (kind.group !== '' || kind.kind !== 'Pod') return 0
  const spec = current['spec'] as { nodeName?: string; terminationGracePeriodSeconds?: number } | undefined
  const phase = (current['status'] as { phase?: string } | undefined)?.phase
  if (spec?.nodeName === undefined || phase === 'Succeeded' || phase === 'Failed') return 0
  return options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30
}
