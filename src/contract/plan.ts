import type { Failure } from './failure.ts'
import type { ServiceRef } from './service.ts'

/** A Kubernetes request exactly as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Encoded path, begins with a slash. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly contentType?: string
  /** Body text as sent; JSON for everything Backout writes. */
  readonly body?: string
}

export type LeverId = 'deploymentRollback' | 'flaggerAbort' | 'istioTraffic' | 'azureFailover'

/** A trap of the written procedure that speaks before the lever. */
export interface TrapNotice {
  readonly id: string
  readonly severity: 'refused' | 'warning'
  readonly lead: string
  readonly text: string
  /** Where the fact comes from: repository, path, function. */
  readonly source: string
  /** The procedure's command that it is about. */
  readonly command?: string
}

/** A condition that was looked at while planning. */
export interface Guard {
  readonly id: string
  readonly status: 'passed' | 'warning' | 'blocked'
  readonly text: string
}

/** One mutation of a plan. */
export interface PlanStep {
  readonly id: string
  readonly title: string
  /** Exact command line for the log. */
  readonly command: string
  readonly request: WireRequest
  /** `exact`: kubectl sends the same method, path and body; `stronger`: same effect with preconditions in front. */
  readonly fidelity: 'exact' | 'stronger'
  readonly expectedMs: number
}

/** One line of a template diff. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** How the operator approves: typed text or a held button. */
export type ApprovalMode =
  | { readonly kind: 'typed'; readonly text: string; readonly cancelMs: number }
  | { readonly kind: 'hold'; readonly holdMs: number }

/** Everything that will happen, before it does. Approved by `id` and `digest`. */
export interface Plan {
  readonly id: string
  /** SHA-256 over the canonical JSON of target, steps, preconditions and expiry, lower-case hex. */
  readonly digest: string
  readonly lever: LeverId
  readonly title: string
  readonly why: string
  readonly target: {
    readonly environment: string
    readonly server: string
    readonly context: string
    readonly ref: ServiceRef
    readonly uid: string
    readonly fromRevision: number
    readonly toRevision: number
    readonly toReplicaSet: string
    readonly toHash: string
    /**
     * SHA-256 (lower-case hex) of the template that the Deployment will ask for: the revision's own, or what the
     * cluster's admission makes of it, as the dry run showed.
     */
    readonly toTemplate: string
    /** The same of the template that it asks for now. */
    readonly fromTemplate: string
    /** ReplicaSet that is being left, so that its record can say so later. */
    readonly fromReplicaSet?: string
    /** When the revision last served, ISO; left out when that cannot be told. */
    readonly lastServedAt?: string
  }
  readonly steps: readonly PlanStep[]
  readonly guards: readonly Guard[]
  readonly diff: readonly DiffLine[]
  /** What undo does to the Deployment's annotations, one sentence per line. */
  readonly annotationChanges: readonly string[]
  /** Names of referenced objects that changed since the revision last served. */
  readonly drifted: readonly string[]
  readonly blast: string
  readonly takesEffect: string
  readonly expectedMs: number
  readonly inverse: { readonly text: string; readonly command: string }
  /** What becomes of the service when nobody approves anything: in a few words, and why. */
  readonly withoutYou: { readonly text: string; readonly detail: string }
  readonly preview: {
    readonly status: 'accepted' | 'failed' | 'notRun'
    readonly text: string
    readonly failure?: Failure
  }
  readonly approval: ApprovalMode
  /** Set when the plan may be read but not approved, with the reason. */
  readonly blocked?: Failure
  readonly createdAt: string
  readonly expiresAt: string
}

/** One lever beside the others. */
export interface LeverView {
  readonly id: LeverId
  readonly title: string
  readonly state: 'recommended' | 'possible' | 'needsChoice' | 'refused' | 'notNeeded' | 'planning' | 'failed'
  readonly reason: string
  /** Where the reason comes from, for refusals. */
  readonly source?: string
}

/** What the centre of the screen shows: levers, traps, and the plan of the chosen lever. */
export interface DecisionView {
  readonly levers: readonly LeverView[]
  readonly traps: readonly TrapNotice[]
  readonly plan: Plan | null
  readonly failure: Failure | null
}
