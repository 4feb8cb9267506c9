interface Entry {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
  cancelled: boolean
}

/** Events in simulated time: earliest first, and first come first served at the same time. */
export interface EventQueue {
  /** Adds an event; returns the function that cancels it. */
  add(atMs: number, run: () => void): () => void
  /** Time of the earliest event, or undefined when there is none. */
  nextAtMs(): number | undefined
  /** Removes and returns the earliest event that is due at `limitMs`. */
  takeDue(limitMs: number): { readonly atMs: number; readonly run: () => void } | undefined
}

/** A binary heap ordered by (time, order of arrival). */
export function createEventQueue(): EventQueue {
  const heap: Entry[] = []
  let order = 0

  const before = (a: Entry, b: Entry): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
  const entryAt = (index: number): Entry => heap[index] as Entry
  const swap = (a: number, b: number): void => {
    const kept = entryAt(a)
    heap[a] = entryAt(b)
    heap[b] = kept
  }

  const rise = (from: number): void => {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(entryAt(index), entryAt(parent))) return
      swap(index, parent)
      index = parent
    }
  }

  const sink = (): void => {
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      if (left >= heap.length) return
      const right = left + 1
      const least = right < heap.length && before(entryAt(right), entryAt(left)) ? right : left
      if (!before(entryAt(least), entryAt(index))) return
      swap(index, least)
      index = least
    }
  }

  const pop = (): void => {
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    heap[0] = last
    sink()
  }

  const dropCancelled = (): void => {
    while (heap[0]?.cancelled === true) pop()
  }

  return {
    add(atMs, run) {
      const entry: Entry = { atMs, order: order++, run, cancelled: false }
      heap.push(entry)
      rise(heap.length - 1)
      return () => {
        entry.cancelled = true
      }
    },
    nextAtMs() {
      dropCancelled()
      return heap[0]?.atMs
    },
    takeDue(limitMs) {
      dropCancelled()
      const first = heap[0]
      if (first === undefined || first.atMs > limitMs) return undefined
      pop()
      return first
    }
  }
}
