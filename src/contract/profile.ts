import type { EnvironmentKind } from './environment.ts'
import type { ServiceRef } from './service.ts'

/** A mistake in a file that a person wrote; line and column count from 1. */
export interface FileProblem {
  /** Its name, without the folder. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Whom to call. */
export interface ContactView {
  readonly level: string
  readonly role: string
  readonly when: string
  /** Numbers, addresses and channels, in the order in which to try them. */
  readonly reach: readonly string[]
  /** As Backout ships it: nobody has said yet who that is here. */
  readonly placeholder: boolean
}

export const placeIds = ['journal', 'preferences', 'contacts', 'matrix', 'metrics', 'runbooks'] as const
export type PlaceId = (typeof placeIds)[number]

/** Where something of the user's lies. */
export interface PlaceView {
  readonly id: PlaceId
  /** Absolute. */
  readonly path: string
  /** Something is there by now. */
  readonly exists: boolean
}

/** How an incident ended, by its last run: `read` when nothing was approved. */
export type IncidentEnd = 'proved' | 'attested' | 'notProved' | 'notApplied' | 'cancelled' | 'underWay' | 'read'

/** One incident of the journal. */
export interface IncidentView {
  /** Number of its first record; what it is opened by. */
  readonly firstSeq: number
  readonly ref: ServiceRef
  readonly environment: string
  readonly kind: EnvironmentKind
  /** Of the first and of the last record, ISO. */
  readonly startedAt: string
  readonly lastAt: string
  readonly end: IncidentEnd
  /** What was done last; empty when nothing was. */
  readonly text: string
}

/** The decision matrix in use: the user's own, or the shipped one. */
export interface MatrixView {
  /** Where the user's own is, or would be; null where nobody has a folder. */
  readonly file: string | null
  readonly isOwn: boolean
  /** What it says otherwise than the shipped one, one sentence each. */
  readonly differences: readonly string[]
  /** Rows that ask for different things of the same value, one sentence a pair. */
  readonly contradictions: readonly string[]
  /** Mistakes, because of which the shipped one is in use. */
  readonly problems: readonly FileProblem[]
}

/** How requests may be counted in a Prometheus, in the order in which it is looked for: the user's own, then what is shipped. */
export interface MetersView {
  /** Where the user's own is, or would be; null where nobody has a folder. */
  readonly file: string | null
  readonly known: readonly { readonly id: string; readonly title: string; readonly isOwn: boolean }[]
  /** Mistakes, because of which the shipped ones alone are known. */
  readonly problems: readonly FileProblem[]
}

/** What is the user's own: contacts, places, and what happened before. */
export interface ProfileView {
  readonly contacts: readonly ContactView[]
  /** Of the file with the contacts. */
  readonly problems: readonly FileProblem[]
  readonly places: readonly PlaceView[]
  readonly matrix: MatrixView
  readonly meters: MetersView
  /** The newest first; null until somebody asked for them. */
  readonly incidents: readonly IncidentView[] | null
}
