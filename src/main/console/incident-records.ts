import { FailureError, failureOf } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { incidentIn, type Incident } from './incident.ts'
import { incidentParts, isPause } from './incident-parts.ts'
import { incidentScope } from './incident-scope.ts'

/** An incident of the journal, by the number of its first record. */
export interface RecordedIncident {
  readonly incident: Incident
  readonly firstSeq: number
}

/** The incident of the last `observe` record, of those that `counts`; null when there is none. */
export function lastIncident(
  records: readonly JournalRecord[],
  counts: (incident: Incident) => boolean = () => true
): RecordedIncident | null {
  const last = records.findLast((record) => {
    const incident = incidentIn(record)
    return incident !== null && counts(incident)
  })
  const incident = last && incidentIn(last)
  if (!last || !incident) return null
  const part = incidentParts(records.filter(incidentScope(incident, 0))).find((one) => one.includes(last))
  return { incident, firstSeq: part?.[0]?.seq ?? last.seq }
}

/**
 * The incident whose first record has the number.
 * @throws FailureError `notFound` when none begins there
 */
export function incidentAt(records: readonly JournalRecord[], firstSeq: number): RecordedIncident {
  const opened = records.findLast(({ kind, seq }) => kind === 'observe' && seq <= firstSeq)
  const incident = opened && incidentIn(opened)
  if (incident) return { incident, firstSeq }
  throw new FailureError(failureOf('notFound', 'No incident of the journal begins there.'))
}

/**
 * The number of the first record of the incident that goes on at a time (milliseconds since 1970), from the records of
 * all incidents of that service: however long it takes, only a pause ends it. Null when it is over, or none was recorded.
 */
export function goingOnSince(records: readonly JournalRecord[], now: number): number | null {
  const newest = incidentParts(records).at(-1)
  const [first, last] = [newest?.[0], newest?.at(-1)]
  return first && last && !isPause(last, now) ? first.seq : null
}
