import { utcDated } from '../../../../contract/words/format-time.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import { fieldWriter } from '../managed-fields.ts'
import { automatedPath } from './reconciling.ts'
import { putBackText, type SeenReconciler } from './seen-reconcilers.ts'

const fields = {
  Application: automatedPath.map((key) => `f:${key}`),
  Kustomization: ['f:spec', 'f:suspend'],
  HelmRelease: ['f:spec', 'f:suspend']
} as const

/**
 * That a reconciler goes on and puts manual changes back, by whom and since when as its managed fields say: `suspend` that was taken
 * away has no writer. Null where it does not.
 */
export function goesOn(seen: SeenReconciler): string | null {
  const { name, title, object, state } = seen
  if (object === null || state !== 'reverts') return null
  const writer = fieldWriter(object, ...fields[name.kind])
  const by =
    writer === null ? '' : ` since ${utcDated(writer.at)}, by ${visibleText(writer.manager, 100) || 'nobody named'}`
  return `${title} is not held${by}: it puts back what Git says ${putBackText(seen)}.`
}
