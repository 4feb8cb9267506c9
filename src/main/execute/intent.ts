import { targetKey, type Plan, type StepId } from '../../contract/index.ts'
import { stepDigest } from '../ports/digest.ts'
import type { Action, Mutation } from '../ports/action.ts'
import type { DoStep } from '../ports/step.ts'
import type { RunContext } from './run-context.ts'

/** An intent that stands in the journal without an outcome. */
export interface SentIntent {
  readonly intentId: string
  readonly attemptId: string
  /** Null for one that was recorded before steps had ids. */
  readonly stepId: string | null
  /** Wall-clock time after which the request cannot arrive any more, milliseconds. */
  readonly deadlineAtMs: number
  /** ISO, by the clock of the run's place. */
  readonly startedAt: string
}

export interface IntentFacts extends SentIntent {
  readonly step: DoStep
  readonly action: Action
  readonly mutation: Mutation
  /** As read just before; the pre-image. */
  readonly before: unknown
  /** Sequence number of the approval in the journal. */
  readonly confirmSeq: number
  readonly digest: Plan['digest']
  /** The step that failed and that this one stands in for; null for a step of the plan. */
  readonly insteadOf: StepId | null
}

/** What a line of the run needs where the approval did not list it: what is done instead of a step that failed. */
export function lineOf({ id, title, expectedMs }: DoStep, insteadOf: StepId | null) {
  return { stepId: id, ...(insteadOf === null ? {} : { insteadOf, title, expectedMs }) }
}

/** The record that stands in the journal before the first byte leaves: enough to settle it without this process. */
export function intentBody(context: RunContext, facts: IntentFacts): Readonly<Record<string, unknown>> {
  const { place, ports, timeoutMs } = context
  const { step, action, mutation, before } = facts
  const { target, request, command } = mutation
  return {
    text: `About to run: ${command}`,
    intentId: facts.intentId,
    attemptId: facts.attemptId,
    digest: facts.digest,
    ...lineOf(step, facts.insteadOf),
    stepDigest: stepDigest(step),
    action: `${action.id}/${action.version}`,
    target,
    targetKey: targetKey(target),
    facts: mutation.facts,
    user: place.user,
    credential: place.credential,
    operator: ports.operator,
    command,
    request,
    before,
    timeoutMs,
    deadlineAt: new Date(facts.deadlineAtMs).toISOString(),
    retry: 'never',
    confirmSeq: facts.confirmSeq
  }
}
