import type { Outcome } from './run.ts'
import type { WireRequest } from './step.ts'

/** One line of the terminal pane. */
export interface CommandView {
  readonly seq: number
  readonly at: string
  readonly label: 'read' | 'dry run' | 'executed' | 'refused' | 'saved' | 'resolved'
  /** The exact command line. */
  readonly command: string
  readonly request: WireRequest | null
  readonly status: number | null
  readonly durationMs: number | null
  readonly outcome: Outcome | null
  /** Short result for the right edge: `200 · 41 ms` or the reason. */
  readonly result: string
  /** Selected response fields or the failure, as text, for the expanded view. */
  readonly detail: string
}

/** One line of the timeline. */
export interface TimelineEntry {
  readonly seq: number
  readonly at: string
  readonly kind: string
  readonly text: string
}

/** Health of the journal file; mutations are off unless it is `healthy`. */
export type JournalHealth =
  | { readonly state: 'healthy'; readonly path: string; readonly lastSeq: number }
  | { readonly state: 'unhealthy'; readonly path: string; readonly reason: string; readonly remedy: string }

export interface RecordView {
  readonly health: JournalHealth
  readonly commands: readonly CommandView[]
  readonly timeline: readonly TimelineEntry[]
}

export const reportFields = [
  'trigger',
  'startedAt',
  'detectedAt',
  'restoredAt',
  'impact',
  'rootCause',
  'actionItems'
] as const
export type ReportField = (typeof reportFields)[number]

/** The incident report: fields the operator may edit, and the Markdown made of them and the journal. */
export interface ReportView {
  readonly fields: Readonly<
    Record<ReportField, { readonly value: string; readonly source: 'prefilled' | 'operator' | 'empty' }>
  >
  readonly markdown: string
  readonly missing: readonly ReportField[]
}
