import type { HistoryEntry } from './history.ts'
import type { Writer } from './managed-fields.ts'

/** A controller makes the revision of a template within so long; whoever wrote in between may be another. */
const sameWriteMs = 10_000

/**
 * When the template of a revision was written, ISO on the server's clock, and by which manager; '' for nobody who can be named.
 * `writer` is the newest writer of the workload's template (`templateWriter`): it wrote this revision where the controller made
 * the revision within 10 s, or where an undo took it up again later; anybody else wrote over the same fields.
 */
export function revisionWriter(
  { replicaSet, isCurrent, earlier }: HistoryEntry,
  writer: Writer | null
): { readonly at: string; readonly by: string } {
  const createdAt = replicaSet.metadata.creationTimestamp ?? ''
  if (writer === null || !isCurrent) return { at: createdAt, by: '' }
  const laterMs = Date.parse(writer.at) - Date.parse(createdAt)
  if (Math.abs(laterMs) <= sameWriteMs || (earlier.length > 0 && laterMs > 0))
    return { at: writer.at, by: writer.manager }
  return { at: createdAt, by: '' }
}
