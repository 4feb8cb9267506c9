import type { HistoryEntry } from './history.ts'
import { lastWrittenAt } from './managed-fields.ts'

/** When a template was the one that the Deployment asked for; open while it still is. */
export interface Served {
  /** ISO; null when it cannot be told. */
  readonly fromAt: string | null
  /** ISO; null for the current one, and when it cannot be told. */
  readonly toAt: string | null
}

/**
 * When each ReplicaSet last served, by UID. A revision begins with its ReplicaSet's creation and ends when the next
 * revision begins. A ReplicaSet that was used again has a revision whose beginning is written nowhere; the
 * controller's last write to it (scaling it down) then bounds the end.
 */
export function servedIntervals(history: readonly HistoryEntry[]): ReadonlyMap<string, Served> {
  const beginnings = new Map<number, string>()
  for (const { revision, earlier, replicaSet } of history) {
    const created = replicaSet.metadata.creationTimestamp
    if (created !== undefined) beginnings.set(Math.min(revision, ...earlier), created)
  }
  return new Map(history.map((entry) => [entry.replicaSet.metadata.uid, servedBy(entry, beginnings)]))
}

function servedBy(entry: HistoryEntry, beginnings: ReadonlyMap<number, string>): Served {
  const numbers = [...entry.earlier, entry.revision]
  const known = numbers.findLast((revision) => beginnings.has(revision))
  const created = entry.replicaSet.metadata.creationTimestamp ?? null
  if (entry.isCurrent) return { fromAt: known === entry.revision ? created : null, toAt: null }
  const next = beginnings.get(entry.revision + 1)
  const scaledDown = lastWrittenAt(entry.replicaSet)?.at ?? null
  return { fromAt: created, toAt: next ?? scaledDown }
}
