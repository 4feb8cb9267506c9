import type { TrapNotice } from './plan.ts'

/** One character more than is read, so that longer text is said to be too long and its beginning is not taken for all. */
export const judgedLength = 64 * 1_024 + 1

/** What was found out about text that somebody pasted, for the opened service as it is now. Nothing of it was run. */
export interface JudgedText {
  /**
   * `refused` and `warned`: a trap is in it. `notUnderstood`: something in it could be anything. `noTrap`: all of it was
   * understood, and none of the traps is in it. `asKnown`: none by what was read last, and nothing can be read now.
   */
  readonly verdict: 'refused' | 'warned' | 'noTrap' | 'notUnderstood' | 'asKnown'
  readonly lead: string
  /** Each command of it with its own verdict, in the order in which they stand; empty where it is only one. */
  readonly commands: readonly JudgedLine[]
  /** What each part of it would do, and why that is let pass; one sentence each. */
  readonly why: readonly string[]
  readonly traps: readonly TrapNotice[]
  readonly notUnderstood: readonly { readonly part: string; readonly why: string }[]
  /** What helps here, now, instead; empty where nothing does, or nothing has to. */
  readonly instead: string
  /** Number of the refusal in the command log; null for what is not refused, or could not be written down. */
  readonly seq: number | null
}

/** One command of several that were pasted together. */
export interface JudgedLine {
  readonly command: string
  readonly verdict: JudgedText['verdict']
  /** What is said of it, one sentence. */
  readonly text: string
}
