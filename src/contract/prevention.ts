import type { DiffLine } from './change.ts'
import type { ServiceRef } from './service.ts'

export const proposalIds = ['pre-rollout', 'load-test', 'thresholds', 'steps', 'rollback-gate', 'alerting'] as const
export type ProposalId = (typeof proposalIds)[number]

/** What would have helped in this incident, for people to put into Git: Backout never applies it. */
export interface Proposal {
  readonly id: ProposalId
  readonly title: string
  /** What is recorded that speaks for it. */
  readonly why: string
  /** What it would have saved, and on what condition. */
  readonly saves: string
  /** Of the time in which users saw errors, milliseconds. */
  readonly savedMs: number
  /** What it changes: `Canary shop/cart`. */
  readonly object: string
  readonly diff: readonly DiffLine[]
  /** What goes into Git. */
  readonly yaml: string
  /** The server's own dry run of it, as a command. */
  readonly command: string
}

/** What is not proposed, and what is or is not recorded that says so. */
export interface NotProposed {
  readonly id: ProposalId
  readonly title: string
  readonly why: string
}

/** What would have helped, worked out from the record of the incident. */
export interface PreventionView {
  readonly ref: ServiceRef
  /** When it was worked out, ISO. */
  readonly at: string
  /** Of what it was worked out, in a sentence. */
  readonly basis: string
  /** The one that would have saved most first. */
  readonly proposals: readonly Proposal[]
  readonly notProposed: readonly NotProposed[]
}

/** What the server says to a proposal, without doing it. */
export interface ProposalDryRun {
  readonly accepted: boolean
  readonly text: string
}
