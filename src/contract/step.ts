import type { Target } from './target.ts'

/** A request exactly as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Encoded path, begins with a slash. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly contentType?: string
  /** Body text as sent; JSON for everything Backout writes. */
  readonly body?: string
}

export type StepId = string

/** What the window sees of one line of a plan. What a step sends is asked for one at a time: bodies may be big. */
export interface StepView {
  readonly id: StepId
  /** `do` changes something, `wait` is a gate, `keep` captures evidence. */
  readonly kind: 'do' | 'wait' | 'keep'
  readonly title: string
  /** Null for what changes nothing. */
  readonly target: Target | null
  /** Exact command line for the log; empty for what has none. */
  readonly command: string
  /** A command that waits for the same as a gate does, for who does the plan by hand; left out where there is none. */
  readonly waitsBy?: string
  /** Steps that have to be done before. */
  readonly after: readonly StepId[]
  /**
   * `exact`: the command sends the same method, path and body; `stronger`: the same effect with preconditions in front;
   * `sameIntent`: another request to the same end.
   */
  readonly fidelity: 'exact' | 'stronger' | 'sameIntent'
  /** What the command sends, where that is not what the step sends. */
  readonly commandSends?: string
  /** A command that sends the step's very request, where the usual one does not. */
  readonly exact?: string
  readonly expectedMs: number
  readonly reversible: 'yes' | 'hard' | 'no'
  /** `stop` cancels the rest, `goOn` counts the failure, `instead` runs the compensation that the plan shows. */
  readonly onFailure: 'stop' | 'goOn' | 'instead'
  /** What is done when it fails, without asking again: it is approved with the plan. Left out without any. */
  readonly instead?: readonly StepView[]
}
