import type { WatchEvent } from './api-store.ts'
import type { ResourceKey } from './kube-object.ts'
import { bucketName } from './object-table.ts'
import { StatusError } from './status-error.ts'

type Listener = (event: WatchEvent) => void

/** Tells listeners of changes, in resourceVersion order even when listeners write. */
export class Watchers {
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #everything = new Set<() => void>()
  readonly #queue: { readonly bucket: string; readonly event: WatchEvent }[] = []
  #publishing = false

  /** Returns the function that removes the listener. */
  add(key: ResourceKey, listener: Listener): () => void {
    const bucket = bucketName(key)
    const listeners = this.#listeners.get(bucket) ?? new Set<Listener>()
    this.#listeners.set(bucket, listeners)
    const own: Listener = (event) => listener(event)
    listeners.add(own)
    return () => listeners.delete(own)
  }

  /** Calls the listener after every change of anything. Returns the function that removes it. */
  addForAll(listener: () => void): () => void {
    const own = (): void => listener()
    this.#everything.add(own)
    return () => this.#everything.delete(own)
  }

  /**
   * A write that the store refuses a listener is that listener's loss, as with a controller whose request fails:
   * neither the writer nor the other listeners hear of it.
   */
  publish(key: ResourceKey, event: WatchEvent): void {
    this.#queue.push({ bucket: bucketName(key), event })
    if (this.#publishing) return
    this.#publishing = true
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const listeners = [...(this.#listeners.get(next.bucket) ?? [])]
        for (const listener of listeners) tell(listener, next.event)
        for (const listener of this.#everything) listener()
      }
    } finally {
      this.#publishing = false
    }
  }
}

function tell(listener: Listener, event: WatchEvent): void {
  try {
    listener(event)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}
