import type { HistoryEntry } from './history.ts'
import { lastWrittenAt } from './managed-fields.ts'

/** A time in which a template was the one that the Deployment asked for. */
export interface Served {
  /** The revision that it was then. */
  readonly revision: number
  /** ISO; null when it cannot be told. */
  readonly fromAt: string | null
  /** ISO; null while it still is, and when it cannot be told. */
  readonly toAt: string | null
}

/**
 * When each ReplicaSet served, by UID, oldest first: once for each revision that it was, because others served in between.
 * A revision begins with its ReplicaSet's creation and ends when the next revision begins. The beginning of a ReplicaSet
 * that is used again is written nowhere. The controller's last write to the one before it, which scaled that down, stands
 * for it, so that all of it is left out that may have been the other's; and the last write to itself bounds its end.
 */
export function servedIntervals(history: readonly HistoryEntry[]): ReadonlyMap<string, readonly Served[]> {
  const created = new Map<number, string>()
  for (const entry of history) {
    const at = entry.replicaSet.metadata.creationTimestamp
    if (at !== undefined) created.set(Math.min(...numbersOf(entry)), at)
    // A ControllerRevision is written to once more: when it is numbered anew.
    const again = entry.replicaSet.kind === 'ControllerRevision' && entry.earlier.length > 0
    const renumbered = again ? lastWrittenAt(entry.replicaSet) : null
    if (renumbered !== null) created.set(entry.revision, renumbered.at)
  }
  const newest = Math.max(0, ...history.map(({ revision }) => revision))
  const byRevision = new Map(history.toReversed().map((entry) => [entry.revision, entry]))
  return new Map(
    history.map((entry) => [entry.replicaSet.metadata.uid, servedBy(entry, { byRevision, created, newest })])
  )
}

interface Past {
  readonly byRevision: ReadonlyMap<number, HistoryEntry>
  /** Revisions that began with their ReplicaSet, by number. */
  readonly created: ReadonlyMap<number, string>
  readonly newest: number
}

function servedBy(entry: HistoryEntry, { byRevision, created, newest }: Past): readonly Served[] {
  const times = numbersOf(entry).map((revision, index): Served => {
    const isLast = revision === entry.revision
    const isOpen = isLast && entry.isCurrent && revision === newest
    const scaledDownAt = isLast ? (lastWrittenAt(entry.replicaSet)?.at ?? null) : null
    return {
      revision,
      fromAt: created.get(revision) ?? (index === 0 ? null : scaledDownBefore(byRevision, revision)),
      toAt: isOpen ? null : (created.get(revision + 1) ?? scaledDownAt)
    }
  })
  // The Deployment asks for it again, and the controller has not renumbered it yet.
  const isReturning = entry.isCurrent && entry.revision < newest
  return isReturning ? [...times, { revision: newest + 1, fromAt: null, toAt: null }] : times
}

/** When the ReplicaSet of the revision before was last written to, if it has not served again since. */
function scaledDownBefore(byRevision: Past['byRevision'], revision: number): string | null {
  const before = byRevision.get(revision - 1)
  return before === undefined ? null : (lastWrittenAt(before.replicaSet)?.at ?? null)
}

function numbersOf({ earlier, revision }: HistoryEntry): readonly number[] {
  return [...earlier.filter((number) => number < revision), revision]
}
