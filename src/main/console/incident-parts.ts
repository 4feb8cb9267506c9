import type { JournalRecord } from '../ports/journal.ts'

/** An incident in which nothing was recorded for longer than this is over, milliseconds. */
export const sameIncidentMs = 4 * 3_600_000

/**
 * Tells the incidents of one service apart, record by record in their order: a pause ends one, and what was written while an
 * earlier one was open again belongs to that.
 * @returns the number of the first record of the incident that a record belongs to
 */
export function partFinder(): (record: JournalRecord) => number {
  /** The last record of each incident, by the number of its first. */
  const parts = new Map<unknown, JournalRecord>()
  let reopened: number | undefined
  let newest: number | undefined
  return (record) => {
    const { since } = record.body
    if (record.kind === 'observe') reopened = typeof since === 'number' && parts.has(since) ? since : undefined
    const isGoingOn = newest !== undefined && !isPause(parts.get(newest), Date.parse(record.t))
    const part = reopened ?? (isGoingOn ? newest : undefined) ?? (newest = record.seq)
    parts.set(part, record)
    return part
  }
}

/** The records of one service cut into its incidents, oldest first. */
export function incidentParts(records: readonly JournalRecord[]): readonly (readonly JournalRecord[])[] {
  const parts = new Map<number, JournalRecord[]>()
  const partOf = partFinder()
  for (const record of records) {
    const first = partOf(record)
    const part = parts.get(first)
    if (part) part.push(record)
    else parts.set(first, [record])
  }
  return [...parts.values()]
}

/** Whether so much time has passed since the last record of an incident that it is over; `now` in milliseconds since 1970. */
export function isPause(last: JournalRecord | undefined, now: number): boolean {
  return last !== undefined && now - Date.parse(last.t) > sameIncidentMs
}
