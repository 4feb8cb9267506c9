import { utcDated } from '../../../../contract/words/format-time.ts'
import { at } from '../../../lib/json-access.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import { lastingManager } from '../field-manager.ts'
import { fieldWriter, writtenByAt } from '../managed-fields.ts'
import type { SeenReconciler } from './seen-reconcilers.ts'

/**
 * That a reconciler is held, by whom and since when as its managed fields say. An Application without automation may always
 * have been so: it counts as held only where Backout wrote it. Null where nobody holds it.
 */
export function heldBy({ name: { kind }, title, object }: SeenReconciler): string | null {
  if (object === null) return null
  const nothing = 'nothing that it applies is put back or released until it goes on'
  if (kind === 'Application') {
    const wroteAt = writtenByAt(object, lastingManager)
    if (wroteAt === null) return null
    return `${title} is held since ${utcDated(wroteAt)} by Backout (${lastingManager}): ${nothing}.`
  }
  if (at(object, 'spec', 'suspend') !== true) return null
  const writer = fieldWriter(object, 'f:spec', 'f:suspend')
  if (writer === null) return `${title} is suspended, and its object does not say by whom: ${nothing}.`
  const who =
    writer.manager === lastingManager
      ? `Backout (${lastingManager})`
      : visibleText(writer.manager, 100) || 'nobody named'
  return `${title} is suspended since ${utcDated(writer.at)} by ${who}: ${nothing}.`
}
