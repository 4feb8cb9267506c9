import type { DebtView } from './debt.ts'
import type { EnvironmentKind } from './environment.ts'
import type { Failure } from './failure.ts'
import type { Choice, LeverId } from './lever.ts'
import type { Beside, Continuation, Inverse, Plan } from './plan.ts'
import type { ServiceRef } from './service.ts'
import type { StepView } from './step.ts'

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
  /** From when on a reading can tell what is unknown now, ISO; left out where nothing says when. */
  readonly tellsAt?: string
  /** What hurts users now where it is not so, one sentence: said at once, also while the rest is waited for. */
  readonly harm?: string
  /** Set where what the run changed was put back: by whom, and how long after the change, milliseconds; null for not known. */
  readonly putBack?: { readonly by: string | null; readonly afterMs: number | null }
  /** Names of checks that it stands for as well, where a lever proves otherwise, or several services in one line each. */
  readonly covers?: readonly string[]
}

export type StepState = 'todo' | 'now' | 'done' | 'failed' | 'unknown' | 'cancelled'

/** One line of the live progress of a run: a step of its plan, or a phase of its proof. */
export interface RunStep {
  readonly id: string
  readonly kind: StepView['kind'] | 'prove'
  readonly title: string
  /** Of a phase of the proof: the step whose change it proves, where it is about one alone. */
  readonly about?: StepView['id']
  readonly state: StepState
  readonly detail: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly expectedMs: number
}

/** One try of a plan step, as it is reported and exported; what it sent is asked for by `plan.step` or stands in the journal. */
export interface Attempt {
  readonly id: string
  readonly stepId: string
  readonly command: string
  readonly outcome: Outcome
  readonly startedAt: string
  readonly endedAt: string
  readonly failure?: Failure
  /** It was recorded as not applied, and was seen to be at this time, ISO. */
  readonly appliedLateAt?: string
}

/**
 * One execution of an approved plan, made of its records alone.
 * arming: the cancel window; sending: steps are being done; settling: an answer was lost and reading decides;
 * waiting: a gate is watched; verifying; settled: nothing more will happen by itself.
 */
export interface Run {
  readonly id: string
  readonly planId: string
  readonly digest: string
  readonly lever: LeverId
  /** What the operator chose for it; null when the lever took what it recommends. */
  readonly choice: Choice | null
  /** What its plan did, whoever chose that; left out in records of before. */
  readonly planned?: Choice
  readonly words: Plan['words']
  readonly environment: string
  /** Null for what is about no single service. */
  readonly ref: ServiceRef | null
  /** Those that it changes, where they are several; the opened one need not be among them. */
  readonly besides?: readonly Beside[]
  readonly state: 'arming' | 'sending' | 'settling' | 'waiting' | 'verifying' | 'settled'
  /** End of the cancel window, wall-clock ISO time. */
  readonly armedUntil: string | null
  readonly approvedAt: string
  readonly steps: readonly RunStep[]
  readonly attempts: readonly Attempt[]
  readonly checks: readonly Check[]
  readonly debts: readonly DebtView[]
  readonly outcome: Outcome | null
  /** True only when every check is True on fresh data. */
  readonly proved: boolean
  /** The gate that waits for the operator's answer; null while none does. */
  readonly asking: { readonly stepId: string; readonly text: string } | null
  /**
   * Since when the other side does not answer between two steps, and until when that is waited for, wall-clock ISO; null when it does.
   * `who` is the other side in a few words; in records of before it is left out, and was the API server.
   */
  readonly unanswered?: { readonly sinceAt: string; readonly untilAt: string; readonly who?: string } | null
  /** Who says that it is proved where nothing measures it, and why; null for the console's own proof. */
  readonly attested: { readonly by: string; readonly note: string; readonly at: string } | null
  /** What a later run has changed that this one had changed, before it was proved: its proof ended there. `at` is ISO. */
  readonly overtaken?: { readonly runId: string; readonly title: string; readonly at: string } | null
  readonly watchUntil: string | null
  /** Whose readings are watched after the proof, where its users were led to another service; left out for its own. */
  readonly watchOf?: ServiceRef
  readonly impact: string
  readonly failure: Failure | null
  /** Offered once something was sent and it is over, proved or not. */
  readonly inverse: Inverse | null
  readonly continues: Continuation | null
  readonly settledAt: string | null
}

/** A run of a service that is not on the screen: it goes on, ended while nobody looked, or was left by an earlier start. */
export interface RunElsewhere extends Pick<
  Run,
  'id' | 'words' | 'ref' | 'state' | 'outcome' | 'proved' | 'approvedAt'
> {
  readonly environment: { readonly id: string; readonly name: string; readonly kind: EnvironmentKind }
  /** Nobody watches it: it is taken up when its service is opened. */
  readonly isLeft: boolean
}

/**
 * How what was sent was left without a proof: by itself, by the operator who stopped waiting, after a part of it, with an answer
 * that was lost, or with somebody who vouches for it.
 */
export type OpenEnd = 'notProved' | 'stopped' | 'halfWay' | 'unknown' | 'vouched'

/** What is being done to a service of the environment on the screen, or was done and is still to be watched, or to be proved. */
export interface RecentRun extends Pick<
  Run,
  'id' | 'words' | 'state' | 'proved' | 'approvedAt' | 'settledAt' | 'watchUntil'
> {
  readonly ref: ServiceRef
  /** Left out for what goes on, and for what is proved. */
  readonly openEnd?: OpenEnd
}
