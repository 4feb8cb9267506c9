import type { Change } from './change.ts'
import type { DebtView } from './debt.ts'
import type { Failure } from './failure.ts'
import type { Choice, LeverId, LeverView } from './lever.ts'
import type { ServiceRef } from './service.ts'
import type { StepView } from './step.ts'

/** A trap of the written procedure that speaks before the lever. */
export interface TrapNotice {
  readonly id: string
  readonly severity: 'refused' | 'warning'
  readonly lead: string
  readonly text: string
  /** Where the fact comes from: repository, path, function. */
  readonly source: string
  /** The command that it is about. */
  readonly command?: string
  /** Other commands of the procedure that it is about as well. */
  readonly alsoIn?: readonly string[]
  /** What to do here instead of it, one sentence. */
  readonly instead?: string
}

/** A condition that was looked at while planning. */
export interface Guard {
  readonly id: string
  readonly status: 'passed' | 'warning' | 'blocked'
  readonly text: string
  /** The option of the lever that the plan leaves out for this; left out where it is about what the plan does. */
  readonly leavesOut?: string
  /** What of the text does not stand in a notice of its own; '' where all of it does. Left out where none has one. */
  readonly besides?: string
}

/** How the operator approves: typed text or a held button. */
export type ApprovalMode =
  | { readonly kind: 'typed'; readonly text: string; readonly cancelMs: number }
  | { readonly kind: 'hold'; readonly holdMs: number }

/** The way back from what a plan does: a lever to plan next, and the command to read out. */
export interface Inverse {
  readonly text: string
  readonly command: string
  readonly lever: LeverId
  readonly choice: Choice
}

/** Why a plan follows an earlier run: it goes on where that one stopped, or takes back what that one did. */
export interface Continuation {
  readonly runId: string
  readonly how: 'goOn' | 'takeBack'
}

/** One of several services that a plan changes. */
export interface Beside {
  readonly ref: ServiceRef
  /** What hurt there when it was planned, one sentence; empty where nothing did. */
  readonly symptom: string
}

/** What changed beside what a plan changes: `ConfigMap limits`, `was changed by kubectl-edit`, and `undo does not bring it back`. */
export interface Drifted {
  readonly label: string
  readonly how: string
  /** ISO; null where nothing says when. */
  readonly at: string | null
  /** What that means for the plan, without a full stop. */
  readonly means: string
}

/** A plan in words. */
export interface SaidPlan {
  readonly title: string
  readonly doing: string
  readonly done: string
  /**
   * The same for the status page, in sentences that name neither a region nor a release: what is being done, and what was.
   * `of` is the host that users ask for, where it is not the service that is changed. Left out where a recent change is taken back.
   */
  readonly outside?: { readonly doing: string; readonly done: string; readonly of?: string }
}

/** Everything that will happen, before it does. Approved by `id` and `digest`. */
export interface Plan {
  readonly id: string
  /** SHA-256 over the digests of its steps, their order, approval, expiry and the cluster, lower-case hex. */
  readonly digest: string
  readonly lever: LeverId
  /** What was chosen, by the operator or by the lever. */
  readonly choice: Choice
  /** `Roll back checkout to revision 41`, `Rolling back checkout to revision 41`, `Rolled back`. */
  readonly words: SaidPlan
  readonly why: string
  /** The change that it puts back, a sentence with who, what and when, and its time, ISO; left out where that is not known. */
  readonly cause?: { readonly text: string; readonly at: string }
  readonly scope: {
    readonly environment: string
    /** Null for what is about no single service. */
    readonly service: ServiceRef | null
    /** Services that it changes, where they are several: each is kept from other consoles. */
    readonly besides?: readonly Beside[]
    /** How many objects are changed. */
    readonly targets: number
  }
  readonly steps: readonly StepView[]
  readonly order: { readonly atOnce: number; readonly stopAfterFailures: number }
  readonly changes: readonly Change[]
  readonly guards: readonly Guard[]
  /** What else is good to know, one sentence each. */
  readonly notes: readonly string[]
  /** What changed beside what the plan changes, and is not brought back by it. */
  readonly drifted: readonly Drifted[]
  readonly blast: string
  readonly takesEffect: string
  readonly takesEffectMs: number
  readonly expectedMs: number
  /** Null when there is no way back. */
  readonly inverse: Inverse | null
  readonly leaves: readonly DebtView[]
  /** The same with a part left out, or taken in, which is the operator's to say; left out where there is nothing to say. */
  readonly others?: readonly { readonly title: string; readonly choice: Choice }[]
  /** What becomes of the service when nobody approves anything: in a few words, and why. */
  readonly withoutYou: { readonly text: string; readonly detail: string }
  readonly preview: {
    /** `none`: the other side has no dry run, as Azure. */
    readonly status: 'accepted' | 'failed' | 'notRun' | 'none'
    readonly text: string
    readonly failure?: Failure
  }
  readonly approval: ApprovalMode
  readonly continues?: Continuation
  /** Set when the plan may be read but not approved, with the reason. */
  readonly blocked?: Failure
  readonly createdAt: string
  readonly expiresAt: string
}

/** What the centre of the screen shows: all levers side by side, traps, and the plan of the chosen lever. */
export interface DecisionView {
  readonly levers: readonly LeverView[]
  readonly traps: readonly TrapNotice[]
  readonly plan: Plan | null
  /** The lever that was planned last, by the operator or by itself; left out while none was. */
  readonly asked?: LeverId
  readonly failure: Failure | null
}

/**
 * Whether a plan changes something behind the cluster's API server. One that only changes what is in front of the cluster, as a
 * failover does, is for the hour in which that server may be gone together with its region.
 */
export function needsApiServer({ steps }: Pick<Plan, 'steps'>): boolean {
  return !steps.some(({ target }) => target?.api === 'arm') || steps.some(({ target }) => target?.api === 'kubernetes')
}
