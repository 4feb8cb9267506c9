import type { Failure } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { unmetTests } from '../providers/kubernetes/patch-tests.ts'
import { asksForTarget } from './conclude.ts'
import type { RunSubject } from './run-subject.ts'

export type Recheck =
  | { readonly kind: 'fits'; readonly before: KubeObject }
  | { readonly kind: 'alreadyThere' }
  | { readonly kind: 'changed'; readonly failure: Failure; readonly unmet: readonly string[] }

/** Whether a plan still fits what is there (null for 404), just before it is sent. */
export function recheck(subject: RunSubject, seen: KubeObject | null): Recheck {
  const isSame = seen !== null && seen.metadata.uid === subject.target.uid
  if (isSame && asksForTarget(subject, seen)) return { kind: 'alreadyThere' }
  const unmet = seen === null ? ['/metadata/uid'] : unmetTests(subject.step.request.body ?? '', seen)
  if (seen !== null && unmet.length === 0) return { kind: 'fits', before: seen }
  const text = `${subject.target.ref.name} changed after the plan was made (${unmet.join(', ')}); nothing was sent.`
  const failure = failureOf('preconditionFailed', text, { remedy: 'Plan again: what is there now decides.' })
  return { kind: 'changed', failure, unmet }
}
