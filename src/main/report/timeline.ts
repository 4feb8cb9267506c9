import type { TimelineEntry } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** Records that are the journal's own business or stand in the command log. */
const silent: ReadonlySet<string> = new Set([
  'journal.open',
  'journal.close',
  'command',
  'anchor',
  'task',
  'report',
  'intent'
])

/** The records that tell the story of the incident, in order. */
export function timelineOf(records: readonly JournalRecord[]): readonly TimelineEntry[] {
  return records.flatMap(({ seq, t, kind, body }) => {
    const text = body['text']
    return typeof text === 'string' && text !== '' && !silent.has(kind) ? [{ seq, at: t, kind, text }] : []
  })
}
