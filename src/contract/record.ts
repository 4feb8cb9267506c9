import type { Outcome } from './run.ts'
import type { WireRequest } from './step.ts'

/** One line of the terminal pane; what was sent and answered in full is asked for by `record.command`. */
export interface CommandView {
  readonly seq: number
  readonly at: string
  readonly label: 'read' | 'dry run' | 'executed' | 'not sent' | 'refused' | 'settled'
  /** The exact command line. */
  readonly command: string
  readonly status: number | null
  readonly durationMs: number | null
  readonly outcome: Outcome | null
  /** Short result for the right edge: `200 · 41 ms`, or why it was refused. */
  readonly result: string
}

/** The rest of a line of the terminal pane. */
export interface CommandBody {
  readonly request: WireRequest | null
  /** Selected response fields or the failure, as text. */
  readonly detail: string
}

/** One line of the timeline. */
export interface TimelineEntry {
  readonly seq: number
  /** ISO: when it happened, which may be before it was recorded. */
  readonly at: string
  /** What kind of event, in a word. */
  readonly kind: string
  readonly text: string
}

/** Health of the journal file; mutations are off unless it is `healthy`. */
export type JournalHealth = (
  | { readonly state: 'healthy'; readonly path: string }
  | { readonly state: 'unhealthy'; readonly path: string; readonly reason: string; readonly remedy: string }
) & {
  /** Nobody would notice if it was rewritten, and why, as a sentence; left out while somebody would. */
  readonly unprotected?: string
  /** What was found in its folder, or is missing there, one sentence each; left out without any. */
  readonly notices?: readonly string[]
}

export interface RecordView {
  readonly health: JournalHealth
  readonly commands: readonly CommandView[]
  readonly timeline: readonly TimelineEntry[]
}

/** What became of a record since the last message: nothing is ever taken away from one incident's. */
export interface RecordChange {
  /** Left out while it is what it was. */
  readonly health?: JournalHealth
  /** New lines in order of `seq`, and lines whose outcome has changed, which take the place of theirs. */
  readonly commands: readonly CommandView[]
  readonly timeline: readonly TimelineEntry[]
}

/** A record after changes, in their order; parts that did not change stay the same object. */
export function recordWith(record: RecordView, changes: readonly RecordChange[]): RecordView {
  const timeline = changes.flatMap((change) => change.timeline)
  return {
    health: changes.findLast(({ health }) => health !== undefined)?.health ?? record.health,
    commands: commandsWith(record.commands, changes),
    timeline: timeline.length === 0 ? record.timeline : [...record.timeline, ...timeline]
  }
}

function commandsWith(lines: readonly CommandView[], changes: readonly RecordChange[]): readonly CommandView[] {
  const next = changes.flatMap((change) => change.commands)
  if (next.length === 0) return lines
  const all = [...lines]
  for (const line of next) {
    const last = all.at(-1)
    if (last === undefined || line.seq > last.seq) all.push(line)
    else all[placeOf(all, line.seq)] = line
  }
  return all
}

/** Index of the line of that number; lines are in order of their numbers. */
function placeOf(lines: readonly CommandView[], seq: number): number {
  let [from, to] = [0, lines.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((lines[middle]?.seq ?? 0) < seq) from = middle + 1
    else to = middle
  }
  return from
}

export const reportFields = [
  'trigger',
  'startedAt',
  'alertedAt',
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
    Record<
      ReportField,
      {
        readonly value: string
        readonly source: 'prefilled' | 'operator' | 'empty'
        /** Of a time: it was then or earlier. */
        readonly isEarlier?: boolean
      }
    >
  >
  readonly markdown: string
  readonly missing: readonly ReportField[]
}
