import type { EnvironmentKind } from './environment.ts'
import type { Failure } from './failure.ts'
import type { WireRequest } from './plan.ts'
import type { ServiceRef } from './service.ts'

export type Outcome = 'succeeded' | 'noChange' | 'conflict' | 'failed' | 'cancelled' | 'unknown'

/** One observation while verifying. `Unknown` is never green. */
export interface Check {
  readonly name: string
  readonly title: string
  readonly status: 'True' | 'False' | 'Unknown'
  /** Whether this status keeps the run from being proved; otherwise it only informs. */
  readonly blocks: boolean
  readonly evidence: string
  readonly observedAt: string
}

export type StepState = 'todo' | 'now' | 'done' | 'failed' | 'unknown' | 'cancelled'

/** One line of the live progress of a run. */
export interface RunStep {
  readonly id: string
  readonly title: string
  readonly state: StepState
  readonly detail: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly expectedMs: number
}

/** One try of a plan step, as it is reported and exported. */
export interface Attempt {
  readonly id: string
  readonly command: string
  readonly request: WireRequest
  readonly outcome: Outcome
  readonly startedAt: string
  readonly endedAt: string
  readonly failure?: Failure
}

/**
 * One execution of an approved plan.
 * arming: the cancel window; sending; verifying; settled: nothing more will happen by itself.
 */
export interface Run {
  readonly id: string
  readonly planId: string
  readonly digest: string
  readonly title: string
  readonly ref: ServiceRef
  readonly state: 'arming' | 'sending' | 'resolving' | 'verifying' | 'settled'
  /** End of the cancel window, wall-clock ISO time. */
  readonly armedUntil: string | null
  readonly approvedAt: string
  readonly steps: readonly RunStep[]
  readonly attempts: readonly Attempt[]
  readonly checks: readonly Check[]
  readonly outcome: Outcome | null
  /** True only when every check is True on fresh data. */
  readonly proved: boolean
  readonly watchUntil: string | null
  readonly impact: string
  readonly failure: Failure | null
  /** Offered after an abort or a failed verification. */
  readonly inverse: { readonly text: string; readonly command: string; readonly toRevision: number } | null
  readonly settledAt: string | null
}

/** A run of a service that is not on the screen: it goes on, or ended while nobody looked. */
export interface RunElsewhere extends Pick<Run, 'id' | 'title' | 'ref' | 'state' | 'outcome' | 'proved'> {
  readonly environment: { readonly id: string; readonly name: string; readonly kind?: EnvironmentKind }
}
