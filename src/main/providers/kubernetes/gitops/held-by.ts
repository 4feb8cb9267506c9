import { utcDated } from '../../../../contract/words/format-time.ts'
import { at } from '../../../lib/json-access.ts'
import { lastingManager } from '../field-manager.ts'
import { writtenByAt } from '../managed-fields.ts'
import { suspendedBy } from '../suspended-by.ts'
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
  return `${title} ${suspendedBy(object)}: ${nothing}.`
}
