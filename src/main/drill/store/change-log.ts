import type { WatchEvent } from './api-store.ts'

/** Changes kept for watches that start in the past; older ones are compacted away. */
const CAPACITY = 20_000

/** The newest changes of all resources, in resourceVersion order. */
export class ChangeLog {
  readonly #events: { readonly bucket: string; readonly version: number; readonly event: WatchEvent }[] = []
  #compactedTo: number

  /** Versions up to `compactedTo` count as compacted from the start. */
  constructor(compactedTo: number) {
    this.#compactedTo = compactedTo
  }

  /** Appends one change. */
  append(bucket: string, version: number, event: WatchEvent): void {
    this.#events.push({ bucket, version, event })
    if (this.#events.length <= CAPACITY) return
    const removed = this.#events.splice(0, CAPACITY / 4)
    this.#compactedTo = removed.at(-1)?.version ?? this.#compactedTo
  }

  /** Whether everything after a version is still known. */
  reaches(version: number): boolean {
    return version >= this.#compactedTo
  }

  /** Changes after a version, or undefined when the version was compacted away. */
  since(bucket: string, version: number): readonly WatchEvent[] | undefined {
    if (!this.reaches(version)) return undefined
    return this.#events.filter((entry) => entry.bucket === bucket && entry.version > version).map(({ event }) => event)
  }
}
