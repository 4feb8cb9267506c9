import type { Failure } from '../../../contract/index.ts'
import { failureOf } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import { at } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { templateWriter } from '../../providers/kubernetes/managed-fields.ts'
import { overtakenAnnotations } from '../../providers/kubernetes/undo.ts'
import {
  asksForTarget,
  templateWrittenBy,
  unmetPreconditions,
  type Undo
} from '../../providers/kubernetes/undo-target.ts'

export type Recheck =
  | { readonly kind: 'fits'; readonly before: KubeObject }
  /** `since` is when its template was written, ISO on the server's clock; null when nothing says so. */
  | { readonly kind: 'alreadyThere'; readonly since: string | null }
  | { readonly kind: 'changed'; readonly failure: Failure; readonly unmet: readonly string[] }

/** Whether a plan still fits what is there (null for 404), just before it is sent. */
export function recheck(undo: Undo, seen: KubeObject | null): Recheck {
  const { name } = undo.facts.ref
  if (seen === null || seen.metadata.uid !== undo.uid) {
    return changed(`${name} was deleted or replaced after the plan was made`, ['/metadata/uid'])
  }
  if (asksForTarget(undo, seen)) return { kind: 'alreadyThere', since: templateWriter(seen)?.at ?? null }
  const unmet = unmetPreconditions(undo, seen)
  if (unmet.length > 0) {
    const by = unmet.includes('/spec/template') ? templateWrittenBy(seen) : ''
    return changed(`${name} changed after the plan was made (${unmet.join(', ')}${by})`, unmet)
  }
  const overtaken = overtakenAnnotations(undo.request.body ?? '', seen)
  if (overtaken.length > 0) {
    const paths = overtaken.map((key) => `/metadata/annotations/${key.replaceAll('/', '~1')}`)
    return changed(`${overtaken.join(' and ')} of ${name} changed after the plan was made`, paths)
  }
  // Neither changes what the tests compare; the patch would be taken, and no pod replaced.
  if (seen.metadata.deletionTimestamp !== undefined) {
    return changed(`${name} is being deleted since ${utcDated(seen.metadata.deletionTimestamp)}`, [
      '/metadata/deletionTimestamp'
    ])
  }
  if (at(seen, 'spec', 'paused') === true) {
    return changed(`${name} was paused after the plan was made`, ['/spec/paused'])
  }
  return { kind: 'fits', before: seen }
}

function changed(text: string, unmet: readonly string[]): Recheck {
  const remedy = 'Plan again: what is there now decides.'
  return { kind: 'changed', unmet, failure: failureOf('preconditionFailed', `${text}; nothing was sent.`, { remedy }) }
}
