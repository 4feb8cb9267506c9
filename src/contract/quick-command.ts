import type { JudgedText } from './judged-text.ts'

/** A command of the procedure's quick reference, filled in for the open service and judged for it as it is now. */
export interface QuickCommand {
  readonly id: string
  /** What it is a command for, as a heading; the first has one of its own. */
  readonly group: string
  readonly title: string
  readonly command: string
  readonly verdict: JudgedText['verdict']
  /** What is wrong with it here, or has to be filled in still; empty where it can be used as it is. */
  readonly note: string
}
