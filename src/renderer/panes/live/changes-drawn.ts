import { lastValue } from '../../../contract/observed.ts'
import type { ServiceView } from '../../../contract/index.ts'

/** A change of the template that is drawn as a bar through a picture. */
export interface DrawnChange {
  /** ISO. */
  readonly at: string
  readonly what: 'release' | 'undo' | 'our undo'
}

/**
 * The newest release, and the undo after it where there was one: an undo takes up a template of before, so it makes no new
 * revision object, and the newest of those is the newest release. Oldest first.
 */
export function changesDrawn({ deployment, revisions }: ServiceView): readonly DrawnChange[] {
  if (deployment.state !== 'value') return []
  const { changedAt, changedBy, takenUpFrom } = deployment.value
  if (takenUpFrom === null) return [{ at: changedAt, what: 'release' }]
  const created = (lastValue(revisions) ?? []).map(({ createdAt }) => createdAt).filter((at) => at < changedAt)
  const released = created.toSorted().at(-1)
  return [
    ...(released === undefined ? [] : [{ at: released, what: 'release' as const }]),
    { at: changedAt, what: changedBy.includes('backout') ? 'our undo' : 'undo' }
  ]
}
