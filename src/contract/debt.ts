/** What a done step leaves behind until somebody settles it, such as a suspended controller that has to be resumed. */
export interface DebtView {
  readonly id: string
  /** What is owed, as an instruction. */
  readonly text: string
  /** The command that settles it; empty where there is none. */
  readonly command: string
  /** ISO; null while it is only announced by a plan. */
  readonly openedAt: string | null
  /** ISO; null while it is owed. */
  readonly settledAt: string | null
}
