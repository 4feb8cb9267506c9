import type { ServiceRef } from './service.ts'

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
  /** Who sees to it from now on, as the operator said; it is owed all the same. Left out while nobody else does. */
  readonly handedOver?: { readonly to: string; readonly note: string; readonly at: string }
  /** How the operator says that it was settled; left out where a run did it. */
  readonly settledNote?: string
}

/** A debt of the cluster on the screen, with what left it behind. */
export interface OwedDebt extends DebtView {
  readonly runId: string
  /** Null for one that is of no single service. */
  readonly ref: ServiceRef | null
}
