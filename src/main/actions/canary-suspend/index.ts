import { targetName, type StepId, type Target } from '../../../contract/index.ts'
import type { Action } from '../../ports/action.ts'
import type { DoStep } from '../../ports/step.ts'
import {
  fieldAction,
  fieldFacts,
  fieldStep,
  patchCommand,
  type FieldFacts
} from '../../providers/kubernetes/field-action.ts'

const id = 'canary-suspend'
const path = ['spec', 'suspend'] as const

/**
 * Suspends a Canary, or resumes it: Flagger does nothing for one that is suspended (fluxcd/flagger
 * pkg/controller/scheduler.go advanceCanary). Schemas before 1.32 drop the field.
 */
export const suspendCanary: Action<FieldFacts> = fieldAction({
  id,
  version: 1,
  facts: fieldFacts,
  lasts: ({ facts }) => suspends(facts),
  debts: ({ target, facts }) =>
    suspends(facts) ? [{ id: debtOf(target), text: owed(target), command: resumeCommand(target, facts.context) }] : [],
  settles: ({ target, facts }) => (suspends(facts) ? [] : [debtOf(target)])
})

/** What a step that suspends or resumes is planned as. */
export interface SuspendStep {
  readonly id: StepId
  readonly target: Target
  readonly context: string
  /** As it is read: undefined where it is not there. */
  readonly from: unknown
  readonly to: boolean
  readonly after?: DoStep['after']
  readonly onFailure?: DoStep['onFailure']
}

/** A step of a plan. */
export function suspendStep({ target, context, from, to, ...step }: SuspendStep): DoStep<FieldFacts> {
  return fieldStep({
    ...step,
    action: id,
    title: `${to ? 'Suspend' : 'Resume'} Canary ${targetName(target)}`,
    target,
    facts: { kind: 'Canary', context, changes: [{ path, from: from ?? null, to }] }
  })
}

function suspends({ changes }: FieldFacts): boolean {
  return changes[0]?.to === true
}

function owed(target: Target): string {
  return `Resume Canary ${targetName(target)}, with the bad release out of its source and skipAnalysis off: suspended, Flagger neither releases nor rolls back`
}

function resumeCommand(target: Target, context: string): string {
  return patchCommand(target, { kind: 'Canary', context, changes: [{ path, from: true, to: false }] })
}

/** One debt a Canary, whoever suspended it. */
function debtOf(target: Target): string {
  const place = target.api === 'kubernetes' ? `${target.namespace}/${target.name} ${target.uid}` : targetName(target)
  return `canary suspended ${place}`
}
