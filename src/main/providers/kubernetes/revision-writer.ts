import type { KubeObject } from '../../ports/kube.ts'
import type { HistoryEntry } from './history.ts'
import { templateWriter } from './managed-fields.ts'
import { takenUpAt, takenUpWriter } from './taken-up.ts'

/** A controller makes the revision of a template within so long; whoever wrote in between may be another. */
const sameWriteMs = 10_000

/**
 * When the template of a revision was written, ISO on the server's clock, and by which manager; '' for nobody who can be named.
 * The newest writer of the workload's template wrote this revision where the controller made the revision within 10 s, or where
 * an undo took it up again later; anybody else wrote over the same fields.
 * @param owned the revisions of the workload
 */
export function revisionWriter(
  { replicaSet, isCurrent, earlier }: HistoryEntry,
  workload: KubeObject,
  owned: readonly KubeObject[]
): { readonly at: string; readonly by: string } {
  const createdAt = replicaSet.metadata.creationTimestamp ?? ''
  const isTakenUp = isCurrent && earlier.length > 0
  const isCounted = isTakenUp && workload.kind === 'Deployment'
  const writer = isCounted ? takenUpWriter(workload, replicaSet, owned) : templateWriter(workload)
  if (isCounted && writer === null) return { at: takenUpAt(replicaSet, owned) || createdAt, by: '' }
  if (writer === null || !isCurrent) return { at: createdAt, by: '' }
  const laterMs = Date.parse(writer.at) - Date.parse(createdAt)
  if (Math.abs(laterMs) <= sameWriteMs || (isTakenUp && laterMs > 0)) return { at: writer.at, by: writer.manager }
  return { at: createdAt, by: '' }
}
