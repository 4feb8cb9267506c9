import type { LeverView } from './lever.ts'
import type { Verdict } from './verdict.ts'

/** The sentence that decided last, and its clocks. */
export type LastVerdict = Pick<
  Verdict,
  'level' | 'lead' | 'rest' | 'firstCrossedAt' | 'isCrossedEarlier' | 'decideBy' | 'withinSeconds' | 'judgedAt'
>

/** What was planned last, to be read out to somebody who can reach the cluster. */
export interface LastPlan {
  readonly title: string
  readonly why: string
  /** Exact command lines, in order. */
  readonly commands: readonly string[]
  /** What was found against it, such as who puts it back, and what it leaves to be done: read out with it. */
  readonly warnings: readonly string[]
  /** ISO. */
  readonly plannedAt: string
}

/**
 * What was known of a service when its cluster was reached last. For the screen alone: nothing is judged, planned or sent
 * by it.
 */
export interface LastKnown {
  /** As of when, ISO. */
  readonly at: string
  readonly verdict: LastVerdict | null
  readonly plan: LastPlan | null
  /** The lever that the screen was about, with what could be chosen; null where that was not kept. */
  readonly lever: LeverView | null
}
