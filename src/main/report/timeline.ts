import type { TimelineEntry } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { stringAt } from '../lib/json-access.ts'

/**
 * Kinds of records that tell the story of the incident, as people call them. The others are the journal's own business,
 * or stand in the command log and the report.
 */
const words: ReadonlyMap<string, string> = new Map([
  ['session.attach', 'connected'],
  ['observe', 'opened'],
  ['verdict', 'verdict'],
  ['plan', 'plan'],
  ['confirm', 'approval'],
  ['refused', 'refused'],
  ['attempt', 'sent'],
  ['accepted', 'accepted'],
  ['outcome', 'action'],
  ['reconcile', 'looked'],
  ['gate', 'wait'],
  ['keep', 'evidence'],
  ['debt', 'to do later'],
  ['resume', 'resumed'],
  ['attest', 'vouched'],
  ['settled', 'result'],
  ['watch', 'watch'],
  ['reported', 'reported'],
  ['declined', 'decision'],
  ['check', 'check'],
  ['task', 'tick'],
  ['note', 'note'],
  ['mark', 'mark'],
  ['export', 'saved'],
  ['recovered', 'journal'],
  ['clock', 'clock']
])

/** What a note is about, where it is no word of the operator's. */
const notes: ReadonlyMap<unknown, string> = new Map([
  ['release', 'release'],
  ['crossing', 'crossing'],
  ['endpoint', 'endpoint'],
  ['changes', 'what changed'],
  ['statusUpdate', 'status'],
  ['connections', 'connection'],
  ['approval', 'approval'],
  ['approved', 'trust']
])

/**
 * The line that a record is in the timeline; null for none. A debt is worded as what is to be done: unless it says that it
 * was settled or handed over, it is told as left behind, and not as done at that time.
 */
export function timelineEntry({ seq, t, kind, body }: JournalRecord): TimelineEntry | null {
  const { text, happenedAt } = body
  const word = (kind === 'note' ? notes.get(body['what']) : undefined) ?? words.get(kind)
  if (word === undefined || typeof text !== 'string' || text === '') return null
  const cause = causeIn({ kind, body })
  const told = cause === null ? text : `${text}. ${cause.text}`
  const said = kind === 'debt' && text === stringAt(body, 'debt', 'text') ? `Left behind: ${text}` : told
  return { seq, at: typeof happenedAt === 'string' ? happenedAt : t, kind: word, text: said }
}

/** The records that tell the story of the incident, in the order in which it happened. */
export function timelineOf(records: readonly JournalRecord[]): readonly TimelineEntry[] {
  return records.flatMap((record) => [...causeEntry(record), timelineEntry(record) ?? []].flat()).toSorted(byTime)
}

/** The change that an approved plan puts back, a sentence and its time (ISO); null where the approval does not say it. */
export function causeIn({
  kind,
  body
}: Pick<JournalRecord, 'kind' | 'body'>): { readonly text: string; readonly at: string } | null {
  const [text, at] = [stringAt(body, 'cause', 'text'), stringAt(body, 'cause', 'at')]
  return kind !== 'confirm' || text === '' || at === '' ? null : { text, at }
}

/** When it was made it stands in the story as well: that is what came before the trouble. */
function causeEntry(record: JournalRecord): readonly TimelineEntry[] {
  const cause = causeIn(record)
  return cause === null ? [] : [{ seq: record.seq, at: cause.at, kind: 'what changed', text: cause.text }]
}

function byTime(a: TimelineEntry, b: TimelineEntry): number {
  return Date.parse(a.at) - Date.parse(b.at) || 0
}
