import type { ServiceRef, SignalId, StepId, StepView, Target, WireRequest } from '../../contract/index.ts'

/** Known while planning, shown, and in the digest byte for byte. */
export interface Fixed {
  readonly kind: 'fixed'
  readonly request: WireRequest
}

/**
 * Known only at its turn, such as the index of a hook in a list: the digest covers what is said and its bounds, and the
 * intent holds the one request that was sent.
 */
export interface Family {
  readonly kind: 'family'
  /** One sentence for the operator. */
  readonly says: string
  /** What every member keeps to, as data. */
  readonly bounds: unknown
}

/** One mutation of one object by an action. */
export interface DoStep<F = unknown> {
  readonly kind: 'do'
  readonly id: StepId
  readonly title: string
  /** Id of the action in the registry. */
  readonly action: string
  readonly target: Target
  /** Enough for the action to settle the step without this process; strict, checked by the action's schema. */
  readonly facts: F
  readonly sends: Fixed | Family
  /** Exact command line for the log. */
  readonly command: string
  readonly fidelity: StepView['fidelity']
  /** Both as of `StepView`. */
  readonly commandSends?: string
  readonly exact?: string
  readonly expectedMs: number
  readonly reversible: StepView['reversible']
  readonly after: readonly StepId[]
  /** A compensation was shown and digested with the step that it stands in for. */
  readonly onFailure: 'stop' | 'goOn' | { readonly instead: readonly DoStep[] }
}

/** What a gate waits for. */
export type Gate =
  /** A signal of the service stays below a limit (in the signal's unit) for a while. */
  | {
      readonly kind: 'signal'
      readonly ref: ServiceRef
      readonly signal: SignalId
      readonly below: number
      readonly forMs: number
    }
  /** A check of the registry is True for a while. */
  | { readonly kind: 'check'; readonly check: string; readonly target: Target; readonly forMs: number }
  /** The operator says go on, or stop. */
  | { readonly kind: 'operator'; readonly asks: string }

/** A gate between mutations. A stale or unknown reading starts its time again. */
export interface WaitStep {
  readonly kind: 'wait'
  readonly id: StepId
  readonly title: string
  /** What somebody runs meanwhile, where it is waited for that; it is shown, and never sent. */
  readonly command?: string
  /** A command that waits for the same, for who does the plan by hand. */
  readonly waitsBy?: string
  readonly gate: Gate
  /** By the clock of the run's place. */
  readonly atMostMs: number
  /**
   * What follows when the time is up: the rest is cancelled, or the operator is asked. A compensation was shown and digested
   * with the gate, and is done before the rest is cancelled.
   */
  readonly onTime: 'stop' | 'ask' | { readonly instead: readonly DoStep[] }
  readonly after: readonly StepId[]
}

/** Evidence that is captured before it is destroyed; a failure is a note and holds nothing up. */
export interface KeepStep {
  readonly kind: 'keep'
  readonly id: StepId
  readonly title: string
  /** What is captured, as the keeper of the registry understands it. */
  readonly what: unknown
  /** Real milliseconds. */
  readonly deadlineMs: number
  readonly after: readonly StepId[]
}

export type Step = DoStep | WaitStep | KeepStep

/** The steps in the order of the plan, those of compensations after the step that they stand in for. */
export function allDoSteps(steps: readonly Step[]): readonly DoStep[] {
  return steps.flatMap((step) => {
    const own = step.kind === 'do' ? [step] : []
    return [...own, ...allDoSteps(insteadOf(step))]
  })
}

/** What is done when a step fails, or a gate stays shut; empty for nothing. */
export function insteadOf(step: Step): readonly DoStep[] {
  const after = step.kind === 'do' ? step.onFailure : step.kind === 'wait' ? step.onTime : 'stop'
  return typeof after === 'object' ? after.instead : []
}

/** What the window sees of a step. */
export function stepView(step: Step): StepView {
  const view = {
    id: step.id,
    kind: step.kind,
    title: step.title,
    target: null,
    command: '',
    after: step.after,
    fidelity: 'exact' as const,
    expectedMs: 0,
    reversible: 'yes' as const,
    onFailure: 'stop' as const
  }
  const instead = insteadOf(step).map(stepView)
  const compensated = instead.length > 0 ? { onFailure: 'instead' as const, instead } : {}
  if (step.kind === 'wait') {
    const { gate, command = '', waitsBy } = step
    const byHand = waitsBy === undefined ? {} : { waitsBy }
    return { ...view, command, ...byHand, expectedMs: gate.kind === 'operator' ? 0 : gate.forMs, ...compensated }
  }
  if (step.kind === 'keep') return { ...view, onFailure: 'goOn' }
  const { target, command, fidelity, commandSends, exact, expectedMs, reversible, onFailure } = step
  const own = {
    ...view,
    target,
    command,
    fidelity,
    ...(commandSends === undefined ? {} : { commandSends }),
    ...(exact === undefined ? {} : { exact }),
    expectedMs,
    reversible
  }
  if (typeof onFailure === 'string') return { ...own, onFailure }
  return { ...own, ...compensated }
}
