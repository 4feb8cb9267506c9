import * as z from 'zod/mini'
import { otherKinds, type ServiceRef, type WireRequest } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import { isJsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { templateOf } from './history.ts'
import { templateWriter } from './managed-fields.ts'
import { patchedValue, patchOperations, unmetTests } from './patch-tests.ts'
import { sameTemplate } from './pod-template.ts'
import { templateDigest } from './template-digest.ts'

/** From which revision of a workload to which one an undo goes. */
export interface UndoFacts {
  readonly ref: ServiceRef
  /** Name of the kubeconfig's context, for command lines. */
  readonly context: string
  readonly fromRevision: number
  readonly toRevision: number
  readonly toReplicaSet: string
  /**
   * SHA-256 (lower-case hex) of the template that the Deployment will ask for: the revision's own, or what the
   * cluster's admission makes of it, as the dry run showed.
   */
  readonly toTemplate: string
  /** The same of the template that it asks for now. */
  readonly fromTemplate: string
  /** ReplicaSet that is being left, so that its standing can say so later. */
  readonly fromReplicaSet?: string
  /** The Canary that the plan is about: as the owner of this Deployment it does not speak against it. */
  readonly ofCanary?: string
}

const text = z.string()
export const undoFacts = z.object({
  ref: z.object({ namespace: text, name: text, kind: z.exactOptional(z.enum(otherKinds)) }),
  context: text,
  fromRevision: z.number(),
  toRevision: z.number(),
  toReplicaSet: text,
  toTemplate: text,
  fromTemplate: text,
  fromReplicaSet: z.exactOptional(text),
  ofCanary: z.exactOptional(text)
})

/** An undo as it is sent, or was. */
export interface Undo {
  readonly facts: UndoFacts
  readonly request: WireRequest
  /** Of the Deployment. */
  readonly uid: string
}

/** Whether the Deployment asks for the template that the run wanted, or for what admission makes of it. */
export function asksForTarget({ facts, request }: Pick<Undo, 'facts' | 'request'>, deployment: KubeObject): boolean {
  const template = templateOf(deployment)
  const wanted = patchedValue(request.body ?? '', '/spec/template')
  return templateDigest(template) === facts.toTemplate || (isJsonObject(wanted) && sameTemplate(template, wanted))
}

/**
 * Paths of the preconditions that a Deployment does not meet. After a crash the request comes from the journal, where
 * what looks like a credential is taken out of its templates: their digests still tell whether they are the same.
 */
export function unmetPreconditions(
  { facts, request }: Pick<Undo, 'facts' | 'request'>,
  deployment: KubeObject
): readonly string[] {
  const body = request.body ?? ''
  const isAsPlanned = templateDigest(templateOf(deployment)) === facts.fromTemplate
  // A request that cannot be read back names no test, and still went only to the template that was planned for.
  if (patchOperations(body).length === 0) return isAsPlanned ? [] : ['/spec/template']
  return unmetTests(body, deployment).filter((path) => path !== '/spec/template' || !isAsPlanned)
}

/** Who wrote the template last, to be put behind a statement about it; empty when nothing says so. */
export function templateWrittenBy(deployment: KubeObject): string {
  const writer = templateWriter(deployment)
  if (writer === null || writer.manager === '') return ''
  return `, last written by ${visibleText(writer.manager, 128)} at ${utcDated(writer.at)}`
}
