import { jsonEqual } from '../store/json-equal.ts'
import type { KubeObject, ResourceKey } from '../store/api-store.ts'
import type { Canary, Metric, Phase, Webhook } from './canary.ts'

/** A write that a tick wants, in its order. `status` is the Canary's status subresource. */
export type Write =
  | { readonly kind: 'create' | 'update'; readonly key: ResourceKey; readonly object: KubeObject }
  | { readonly kind: 'status'; readonly object: Canary }

/** Something that a tick reports about its Canary. */
export interface Said {
  readonly type: 'Normal' | 'Warning'
  readonly message: string
}

/** What a tick does, in order: writes, what it says, and what its own metrics show. */
export type Act =
  | { readonly does: 'write'; readonly write: Write }
  | { readonly does: 'say'; readonly said: Said }
  | { readonly does: 'gauge'; readonly name: 'weight'; readonly primary: number; readonly canary: number }
  | { readonly does: 'gauge'; readonly name: 'status'; readonly phase: Phase }
  | { readonly does: 'gauge'; readonly name: 'analysis'; readonly metric: string; readonly value: number }

/** The answer to a metric check. `none`: the query has no value. */
export type Measured =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly reason: string }

/** The world as a tick finds it. */
export interface Seen {
  readonly canary: Canary
  /** An object of the Canary's namespace. */
  get(key: ResourceKey, name: string): KubeObject | undefined
  readonly nowMs: number
  /** Calls a webhook; undefined when it agreed, otherwise why not. */
  ask(webhook: Webhook, phase: Phase): string | undefined
  /** Asks for a metric over the given window. */
  measure(metric: Metric, interval: string): Measured
  /** A text of its own each time, for `flagger-id` and cookies. */
  id(purpose: string): string
}

/** Ends a tick; upstream reports the error as an event and returns. */
export class TickError extends Error {}

/** One tick over what was seen: later reads see earlier writes. */
export class Tick {
  readonly seen: Seen
  /** The Canary as the tick holds it in memory (upstream's `cd`): its own status writes do not reach it. */
  canary: Canary
  readonly acts: Act[] = []
  readonly #written = new Map<string, KubeObject>()
  #stored: Canary
  #isStale = false

  constructor(seen: Seen) {
    this.seen = seen
    this.canary = seen.canary
    this.#stored = seen.canary
  }

  get namespace(): string {
    return this.canary.metadata.namespace ?? ''
  }

  /** The Canary as the server has it by now. */
  get stored(): Canary {
    return this.#stored
  }

  /** What a status write is made of: after a conflict upstream takes the server's (pkg/canary/status.go). */
  get base(): Canary {
    return this.#isStale ? this.#stored : this.canary
  }

  get(key: ResourceKey, name: string): KubeObject | undefined {
    return this.#written.get(`${key.resource}/${name}`) ?? this.seen.get(key, name)
  }

  create(key: ResourceKey, object: KubeObject): void {
    this.#put(key, { ...object, metadata: { ...object.metadata, generation: 1 } })
    this.acts.push({ does: 'write', write: { kind: 'create', key, object } })
  }

  update(key: ResourceKey, object: KubeObject): void {
    const before = this.get(key, object.metadata.name ?? '')
    const changed = !jsonEqual(before?.['spec'], object['spec'])
    const { resourceVersion: _version, ...metadata } = object.metadata
    const generation = (metadata.generation ?? 0) + (changed ? 1 : 0)
    this.#put(key, { ...object, metadata: { ...metadata, generation } })
    this.acts.push({ does: 'write', write: { kind: 'update', key, object: { ...object, metadata } } })
  }

  updateStatus(canary: Canary): void {
    this.#stored = canary
    this.#isStale = true
    const { resourceVersion: _version, ...metadata } = canary.metadata
    this.acts.push({ does: 'write', write: { kind: 'status', object: { ...canary, metadata } } })
  }

  inform(message: string): void {
    this.acts.push({ does: 'say', said: { type: 'Normal', message } })
  }

  warn(message: string): void {
    this.acts.push({ does: 'say', said: { type: 'Warning', message } })
  }

  showWeight(primary: number, canary: number): void {
    this.acts.push({ does: 'gauge', name: 'weight', primary, canary })
  }

  showPhase(phase: Phase): void {
    this.acts.push({ does: 'gauge', name: 'status', phase })
  }

  showAnalysis(metric: string, value: number): void {
    this.acts.push({ does: 'gauge', name: 'analysis', metric, value })
  }

  #put(key: ResourceKey, object: KubeObject): void {
    this.#written.set(`${key.resource}/${object.metadata.name ?? ''}`, object)
  }
}

/** A controller reference to the Canary (metav1.NewControllerRef). */
export function ownedBy({ apiVersion, kind, metadata }: Canary): object {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true }
}

/** The name of the Canary with its namespace, as events write it. */
export function named(tick: Tick, name: string): string {
  return `${name}.${tick.namespace}`
}
