import { arrayAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'

/** fluxcd/flagger pkg/apis/flagger/v1beta1/status.go; the empty one is said as `Initializing`. */
const phases = [
  'Initializing',
  'Initialized',
  'Waiting',
  'Progressing',
  'WaitingPromotion',
  'Promoting',
  'Finalising',
  'Succeeded',
  'Failed',
  'Terminating',
  'Terminated'
] as const

export type CanaryPhase = (typeof phases)[number]

/** The phase of a status; null for one that is not known. A Canary that Flagger has not seen yet has none. */
export function phaseOf(text: string): CanaryPhase | null {
  if (text === '') return 'Initializing'
  return phases.find((phase) => phase === text) ?? null
}

/** The one condition that Flagger writes (fluxcd/flagger pkg/canary/status.go MakeStatusConditions). */
export interface PromotedCondition {
  readonly reason: string
  readonly status: string
  readonly message: string
  /**
   * When this reason began, ISO. The time of the status itself is written anew at every check in the phase Failed
   * (pkg/controller/scheduler.go shouldAdvance), this one is not.
   */
  readonly sinceAt: string
}

export function conditionOf(status: JsonObject): PromotedCondition | null {
  const found = arrayAt(status, 'conditions').find((condition) => stringAt(condition, 'type') === 'Promoted')
  if (found === undefined) return null
  return {
    reason: visibleText(stringAt(found, 'reason'), 60),
    status: stringAt(found, 'status'),
    message: visibleText(stringAt(found, 'message'), 300),
    sinceAt: stringAt(found, 'lastTransitionTime')
  }
}

/** A release is on trial: failed checks and rollback hooks are looked at (scheduler.go advanceCanary). */
export function isOnTrial(phase: CanaryPhase | null): boolean {
  return phase === 'Progressing' || phase === 'WaitingPromotion'
}

/** The target's template has been copied to the primary, and nothing rolls back by itself any more. */
export function isPromoting(phase: CanaryPhase | null): boolean {
  return phase === 'Promoting' || phase === 'Finalising'
}

/** Nothing is being released. */
export function isAtRest(phase: CanaryPhase | null): boolean {
  return phase === 'Initialized' || phase === 'Succeeded' || phase === 'Failed'
}
