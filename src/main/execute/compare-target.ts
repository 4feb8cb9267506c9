import { isJsonObject } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import { templateOf } from '../providers/kubernetes/history.ts'
import { templateWriter } from '../providers/kubernetes/managed-fields.ts'
import { patchedValue, patchOperations, unmetTests } from '../providers/kubernetes/patch-tests.ts'
import { sameTemplate } from '../providers/kubernetes/pod-template.ts'
import { templateDigest } from '../providers/kubernetes/template-digest.ts'
import type { RunSubject } from './run-subject.ts'

/** Whether the Deployment asks for the template that the run wanted, or for what admission makes of it. */
export function asksForTarget(subject: RunSubject, deployment: KubeObject): boolean {
  const template = templateOf(deployment)
  const wanted = patchedValue(subject.step.request.body ?? '', '/spec/template')
  return (
    templateDigest(template) === subject.target.toTemplate || (isJsonObject(wanted) && sameTemplate(template, wanted))
  )
}

/**
 * Paths of the preconditions that a Deployment does not meet. After a crash the request comes from the journal, where
 * what looks like a credential is taken out of its templates: their digests still tell whether they are the same.
 */
export function unmetPreconditions({ step, target }: RunSubject, deployment: KubeObject): readonly string[] {
  const body = step.request.body ?? ''
  const isAsPlanned = templateDigest(templateOf(deployment)) === target.fromTemplate
  // A request that cannot be read back names no test, and still went only to the template that was planned for.
  if (patchOperations(body).length === 0) return isAsPlanned ? [] : ['/spec/template']
  return unmetTests(body, deployment).filter((path) => path !== '/spec/template' || !isAsPlanned)
}

/** Who wrote the template last, to be put behind a statement about it; empty when nothing says so. */
export function templateWrittenBy(deployment: KubeObject): string {
  const writer = templateWriter(deployment)
  if (writer === null || writer.manager === '') return ''
  return `, last written by ${visibleText(writer.manager, 128)} at ${writer.at}`
}
