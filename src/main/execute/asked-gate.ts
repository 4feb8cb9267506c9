import type { ApprovalMode, Plan, StepView } from '../../contract/index.ts'
import type { Confirmation } from '../ports/approvals.ts'
import type { Place } from '../ports/place.ts'

/** A gate that waits for the operator: what it asks, and what is sent once it is opened. */
export interface AskedGate {
  readonly plan: Plan
  readonly place: Place
  readonly asks: string
  /** The steps that have not begun, in the order of the plan. */
  readonly left: readonly StepView[]
}

/**
 * What a gate is answered with. Going on sends more, and therefore takes what a person did outside the page, as an approval
 * does; stopping sends nothing, and takes nothing.
 */
export type GateAnswer = { readonly kind: 'stop' } | { readonly kind: 'goOn'; readonly confirmation: Confirmation }

/** The steps were approved before, by what the environment asks for: that somebody is there now is what remains to be shown. */
export const goOnBy: ApprovalMode = { kind: 'hold', holdMs: 1_000 }
