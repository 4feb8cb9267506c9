import { undoArgv } from '../providers/kubernetes/commands.ts'
import { patchOperations } from '../providers/kubernetes/patch-tests.ts'
import { keepsAnnotation } from '../providers/kubernetes/undo.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { OpenIntent } from './close-intent.ts'
import { fieldManager } from './conclude.ts'
import type { RunPlace } from './executor-ports.ts'
import { recordedSubject, type RunSubject } from './run-subject.ts'

export interface IntentFacts extends OpenIntent {
  readonly runId: string
  readonly place: RunPlace
  readonly operator: string
  readonly subject: RunSubject
  /** As read just before; the pre-image. */
  readonly before: KubeObject
  /** Sequence number of the approval in the journal. */
  readonly confirmSeq: number
  readonly timeoutMs: number
}

/** The record that stands in the journal before the first byte leaves: enough to settle it without this process. */
export function intentBody(facts: IntentFacts): Readonly<Record<string, unknown>> {
  const { subject, before, place } = facts
  const { request, command } = subject.step
  const { target } = subject
  return {
    text: `About to run: ${command}`,
    intentId: facts.intentId,
    attemptId: facts.attemptId,
    attempt: 1,
    auditId: facts.attemptId,
    runId: facts.runId,
    planId: subject.planId,
    digest: subject.digest,
    action: 'deploymentRollback/1',
    identity: place.identity,
    user: place.user,
    credential: place.credential,
    operator: facts.operator,
    ref: target.ref,
    target: { ...target, group: 'apps', version: 'v1', resource: 'deployments' },
    subject: recordedSubject(subject),
    command,
    argv: undoArgv(target, target.toRevision),
    request,
    // Their values stand in the request's body: the template that is there now may be big, and a record is not.
    precondition: patchOperations(request.body ?? '').flatMap(({ op, path }) => (op === 'test' ? [path] : [])),
    before: {
      resourceVersion: before.metadata.resourceVersion,
      generation: before.metadata.generation,
      annotations: annotationsLost(before)
    },
    desired: 'spec.template equals the one in the request',
    undo: subject.inverse,
    timeoutMs: facts.timeoutMs,
    deadlineAt: new Date(facts.deadlineAtMs).toISOString(),
    retry: 'never',
    fieldManager,
    confirmSeq: facts.confirmSeq
  }
}

/** The annotations that the change replaces; those that it keeps stand in the request. */
function annotationsLost({ metadata }: KubeObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !keepsAnnotation(key)))
}
