import type { JournalRecord } from '../ports/journal.ts'
import type { Incident } from './incident.ts'
import { incidentScope } from './incident-scope.ts'

/** An incident in which nothing was recorded for longer than this is over, milliseconds. */
const sameIncidentMs = 4 * 3_600_000

/** The incident of the last `observe` record, with the number of its first record; null when there is none. */
export function lastIncident(
  records: readonly JournalRecord[]
): { readonly incident: Incident; readonly firstSeq: number } | null {
  const last = records.findLast(({ kind, body }) => kind === 'observe' && 'environment' in body)
  if (!last) return null
  const { incident: key, ref, identity, context, environment } = last.body
  const incident = { key, ref, identity, context, environment } as Incident
  return { incident, firstSeq: beginningOf(records.filter(incidentScope(incident, 0))) ?? last.seq }
}

/**
 * The number of the first record of the incident that goes on at a time (milliseconds since 1970), from the records of
 * all incidents of that service: however long it takes, only a pause ends it. Null when it is over, or none was recorded.
 */
export function goingOnSince(records: readonly JournalRecord[], now: number): number | null {
  const last = records.at(-1)
  return last && now - Date.parse(last.t) <= sameIncidentMs ? beginningOf(records) : null
}

/** The number of the first record after the last pause; null for no records. */
function beginningOf(records: readonly JournalRecord[]): number | null {
  const before = records.findLastIndex(({ t }, index) => {
    const next = records[index + 1]
    return next !== undefined && Date.parse(next.t) - Date.parse(t) > sameIncidentMs
  })
  return records[before + 1]?.seq ?? null
}
