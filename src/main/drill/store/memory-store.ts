import type { ApiStore, DeleteOptions, WatchEvent, WriteBy, WriteOptions } from './api-store.ts'
import { BUILTIN_KINDS } from './builtin-kinds.ts'
import { ChangeLog } from './change-log.ts'
import { customKinds } from './custom-kinds.ts'
import { deepFreeze } from './deep-freeze.ts'
import { isHeld, isPod, markDeleted, requirePreconditions } from './deletion.ts'
import { asShown, asStored, storageOf } from './event-versions.ts'
import { collectDependents, releaseOwners } from './garbage-collection.ts'
import type { CollectedStore } from './garbage-collection.ts'
import { jsonEqual } from './json-equal.ts'
import type { KindDefinition } from './kind-definition.ts'
import type { KubeObject, ResourceKey } from './kube-object.ts'
import { timestamp } from './names.ts'
import { bucketName, ObjectTable } from './object-table.ts'
import { prepareCreate, prepareUpdate } from './prepare-write.ts'
import type { WriteContext } from './prepare-write.ts'
import { SchemaSource } from './schema.ts'
import { alreadyExists, conflict, forbidden, notFound, StatusError } from './status-error.ts'
import { Watchers } from './watchers.ts'

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

/** How long a namespace stays Terminating before its content is gone, simulated milliseconds. */
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
  readonly #table = new ObjectTable()
  readonly #watchers = new Watchers()
  readonly #log = new ChangeLog(FIRST_VERSION)
  readonly #collected: CollectedStore = {
    all: () => this.#table.all(),
    rewrite: (key, object, change) => {
      const changed = Object.entries({ ...object.metadata, ...change })
      // Go leaves empty lists out.
      const metadata = Object.fromEntries(changed.filter(([, value]) => !Array.isArray(value) || value.length > 0))
      this.update(key, { ...object, metadata }, { manager: 'kube-controller-manager', controller: true })
    },
    remove: (key, { metadata }, options) =>
      void this.delete(key, metadata.namespace ?? null, metadata.name ?? '', options)
  }
  #kinds: readonly KindDefinition[] = BUILTIN_KINDS
  #version = FIRST_VERSION
  #addresses = 0

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
    const found = this.#table.get(storageOf(key), namespace, name)
    return found === undefined ? undefined : asShown(key, found)
  }

  list(key: ResourceKey, namespace?: string): readonly KubeObject[] {
    return shownList(key, this.#table.list(storageOf(key), namespace))
  }

  listAt(key: ResourceKey, resourceVersion: number, namespace?: string): readonly KubeObject[] | undefined {
    const later = this.#log.since(bucketName(storageOf(key)), resourceVersion)
    if (later === undefined) return undefined
    if (later.length === 0) return this.list(key, namespace)
    return shownList(key, this.#table.listBefore(storageOf(key), namespace, later))
  }

  create(key: ResourceKey, object: KubeObject, by: WriteBy, options: WriteOptions = {}): KubeObject {
    const kind = this.#kind(key)
    const prepared = prepareCreate(this.#context(kind), object, by)
    const name = prepared.metadata.name ?? ''
    const namespace = kind.namespaced ? (prepared.metadata.namespace ?? '') : null
    if (this.get(key, namespace, name) !== undefined) throw alreadyExists(key, name)
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
    const current = this.get(key, namespace, name)
    if (current === undefined) throw notFound(this.#kind(key), name)
    requirePreconditions(key, current, options)
    const marked = markDeleted(current, options, this.#now())
    const held = isHeld(marked)
    if (options.dryRun === true) return { object: deepFreeze(marked), gone: !held }
    // Only pods are marked before they go at once; everything else goes as it was (registry/rest/delete.go BeforeDelete).
    const isMarked = current.metadata.deletionTimestamp !== undefined || isPod(current)
    if (!held) return { object: this.#remove(key, namespace, name, isMarked ? marked : current), gone: true }
    const stored = jsonEqual(current, marked) ? current : this.#store(key, namespace, name, marked, 'MODIFIED')
    if (bucketName(key) === bucketName(NAMESPACES)) this.#later(NAMESPACE_CLEANUP_MS, () => this.#emptyNamespace(name))
    else collectDependents(this.#collected, marked)
    // What a finalizer held is answered as an object, however soon its collection ends.
    return { object: stored, gone: false }
  }

  watch(key: ResourceKey, listener: (event: WatchEvent) => void): () => void {
    return this.#watchers.add(storageOf(key), (event) => listener(shownEvent(key, event)))
  }

  onWrite(listener: () => void): () => void {
    return this.#watchers.addForAll(listener)
  }

  changesSince(key: ResourceKey, resourceVersion: number): readonly WatchEvent[] | undefined {
    return this.#log.since(bucketName(storageOf(key)), resourceVersion)?.map((event) => shownEvent(key, event))
  }

  #kind(key: ResourceKey): KindDefinition {
    const kind = this.#kinds.find(
      (one) => one.group === key.group && one.version === key.version && one.resource === key.resource
    )
    if (kind === undefined) throw new StatusError(404, 'NotFound', 'the server could not find the requested resource')
    return kind
  }

  #requireNamespace(kind: KindDefinition, namespace: string | null, name: string): void {
    if (namespace === null) return
    const found = this.get(NAMESPACES, null, namespace)
    if (found === undefined) throw notFound(NAMESPACES, namespace)
    if (found.metadata.deletionTimestamp === undefined) return
    const cause = `unable to create new content in namespace ${namespace} because it is being terminated`
    throw forbidden(kind, name, cause)
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
    const content = this.#contentOf(namespace)
    for (const [key, { metadata }] of content.toSorted(([, a], [, b]) => ownersOf(a) - ownersOf(b))) {
      const name = metadata.name ?? ''
      if (this.get(key, namespace, name) !== undefined) this.delete(key, namespace, name, { gracePeriodSeconds: 0 })
    }
    if (this.#contentOf(namespace).length === 0) this.#remove(NAMESPACES, null, namespace, found)
    else this.#later(NAMESPACE_CLEANUP_MS, () => this.#emptyNamespace(namespace))
  }

  #contentOf(namespace: string): readonly (readonly [ResourceKey, KubeObject])[] {
    return this.#table.all().filter(([, object]) => object.metadata.namespace === namespace)
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
    const place = storageOf(key)
    const stored = deepFreeze(asStored(key, { ...object, metadata }))
    const previous = this.#table.get(place, namespace, name)
    if (type === 'DELETED') this.#table.delete(place, namespace, name)
    else this.#table.set(place, namespace, name, stored)
    if (stored.kind === 'CustomResourceDefinition') {
      this.#kinds = [...BUILTIN_KINDS, ...this.list(place).flatMap(customKinds)]
    }
    const event: WatchEvent = { type, object: stored, ...(previous === undefined ? {} : { previous }) }
    this.#log.append(bucketName(place), this.#version, event)
    this.#watchers.publish(place, event)
    return asShown(key, stored)
  }
}

function shownList(key: ResourceKey, stored: readonly KubeObject[]): readonly KubeObject[] {
  return stored.some((object) => asShown(key, object) !== object)
    ? stored.map((object) => asShown(key, object))
    : stored
}

function shownEvent(key: ResourceKey, event: WatchEvent): WatchEvent {
  const { type, object, previous } = event
  if (asShown(key, object) === object && (previous === undefined || asShown(key, previous) === previous)) return event
  return { type, object: asShown(key, object), ...(previous === undefined ? {} : { previous: asShown(key, previous) }) }
}

function ownersOf(object: KubeObject): number {
  return object.metadata.ownerReferences?.length ?? 0
}
