import { utcDated } from '../../../contract/words/format-time.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { isOurManager } from './field-manager.ts'
import { fieldWriter } from './managed-fields.ts'

/**
 * Who suspended an object and since when, as its managed fields say, as it follows its name: `is suspended since
 * 2026-03-01 02:11:00Z by kubectl-patch`. The object has `spec.suspend`; whether that is true is not looked at.
 */
export function suspendedBy(object: KubeObject): string {
  const writer = fieldWriter(object, 'f:spec', 'f:suspend')
  if (writer === null) return 'is suspended, and its object does not say by whom'
  const { manager } = writer
  const who = isOurManager(manager) ? `Backout (${manager})` : visibleText(manager, 100) || 'nobody named'
  return `is suspended since ${utcDated(writer.at)} by ${who}`
}
