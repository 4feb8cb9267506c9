import type { Share } from './change.ts'
import type { Observed } from './observed.ts'
import type { Evidence } from './service.ts'

/** Names a lever in the registry; which ones there are is known to `src/main/levers` alone. */
export type LeverId = string

/** What the operator chose among a lever's options: what that is, only the lever knows, and checks. */
export type Choice = Readonly<Record<string, string | number | boolean>>

/** One thing that can be chosen for a lever: a revision, a region, a step width. */
export interface LeverOption {
  /** Unique within the lever. */
  readonly id: string
  readonly choice: Choice
  readonly title: string
  /** In a few words what it is, such as its images. */
  readonly text: string
  readonly tags: readonly string[]
  /** ISO; empty when nothing says so. */
  readonly createdAt: string
  /** What was written down with it, such as a change cause; may be empty. */
  readonly note: string
  /** How it differs from what is there now, one difference a line. */
  readonly differs: readonly string[]
  readonly evidence: readonly Evidence[]
  readonly standing: 'good' | 'bad' | 'none'
  /** What the operator may mark good or bad by `standing.mark`; left out where there is no such thing. */
  readonly markable?: string
  readonly state: 'current' | 'recommended' | 'possible' | 'impossible'
}

/** How one lever judges itself for what is seen, beside the others. */
export interface LeverView {
  readonly id: LeverId
  readonly title: string
  /** What it does, as it follows `Plan to`: `roll back`, `suspend the Canary`. */
  readonly verb: string
  readonly state: 'recommended' | 'possible' | 'needsChoice' | 'refused' | 'notNeeded' | 'planning' | 'failed'
  readonly reason: string
  /** Why it is asked for whatever the verdict on the service says, also where it is refused; left out where the verdict asks for it. */
  readonly urgent?: string
  /** Where the reason comes from, for refusals: repository, path, function. */
  readonly source?: string
  /** Milliseconds until users notice; null while that is not known. */
  readonly takesEffectMs: number | null
  readonly reversible: 'yes' | 'hard' | 'no'
  /** What it leaves to be done afterwards. */
  readonly leaves: readonly string[]
  /** What is there now, in the parts that the lever would move. */
  readonly present: Observed<readonly Share[]>
  /** What the options are, as a heading; empty without any. */
  readonly optionsTitle: string
  /**
   * Several options may be taken together: what their choices say under the same name is joined with commas. One at a time
   * when left out.
   */
  readonly picks?: 'several'
  readonly options: readonly LeverOption[]
}
