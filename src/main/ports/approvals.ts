import type { ApprovalMode, EnvironmentKind } from '../../contract/index.ts'

/** What a person did to approve a plan, as the host itself received it. */
export type Confirmation =
  | { readonly kind: 'typed'; readonly text: string }
  /** `heldMs` in real milliseconds. */
  | { readonly kind: 'held'; readonly heldMs: number }

/**
 * What is approved, a plan or that its run goes on behind a gate, drawn from what main holds and never from a request. Lists
 * and texts are bounded.
 */
export interface ApprovalQuestion {
  /** SHA-256, lower-case hex: the plan's. */
  readonly digest: string
  readonly title: string
  readonly why: string
  /** What users see now, by the verdict on the screen; empty where nothing is over a limit. */
  readonly harm: string
  /** The way back in a few words, and what cannot be taken back. */
  readonly undo: string
  readonly environment: { readonly name: string; readonly kind: EnvironmentKind }
  /** URL of the API server, and the context of the kubeconfig. */
  readonly server: string
  readonly context: string
  /** Each object that is changed, a line each. */
  readonly targets: readonly string[]
  /** Exact command lines. */
  readonly commands: readonly string[]
  /** How many the plan sends by itself, also of those that are not shown; what only stands in for a step that fails is not counted. */
  readonly commandCount: number
  /** Exact command lines of what cannot be taken back, first to last; each stands in `commands` as well, unless that is cut. */
  readonly forGood: readonly string[]
  /** What was found while planning that speaks against it. */
  readonly warnings: readonly string[]
  readonly asked: ApprovalMode
}

/** One question on its way to a person. */
export interface AskedApproval {
  /** Null when it was called off; nothing is sent then. */
  readonly answer: Promise<Confirmation | null>
  /** The plan was made anew and would do the same: what has been typed stays. */
  renew(question: ApprovalQuestion): void
  /** It cannot be approved any more, for this reason; whoever is typing is told, and nothing is taken. */
  withdraw(reason: string): void
}

/** Who approves: a person, by input that no page can make, or a host that answers by itself. One question at a time. */
export interface Approvals {
  ask(question: ApprovalQuestion): AskedApproval
}
