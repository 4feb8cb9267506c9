import * as z from 'zod/mini'
import { reportStates, reportedSignals } from '../../contract/index.ts'
import type { Declined, Reported } from '../decision/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { goingOnSince } from './incident-records.ts'
import { incidentScope } from './incident-scope.ts'
import type { Incident } from './incident.ts'

const text = z.string()

const reportedSchema = z.object({
  signal: z.enum(reportedSignals),
  state: z.enum(reportStates),
  who: text,
  note: text,
  at: z.iso.datetime()
})

const declinedSchema = z.object({
  who: text,
  reason: text,
  at: z.iso.datetime(),
  untilAt: z.iso.datetime(),
  level: z.enum(['hold', 'watch', 'wait', 'prepare', 'rollBack', 'declareIncident']),
  rows: z.array(text),
  values: z.record(text, z.number())
})

/** What people said of an incident: what they reported, and that they decided not to act. */
export interface OperatorWords {
  readonly reports: () => readonly Reported[]
  /** Null when none stands. */
  readonly declined: () => Declined | null
  readonly take: (record: JournalRecord) => void
}

/** Read off the record, so that it is the same after a restart. @param now milliseconds since 1970 */
export function operatorWords(
  records: readonly JournalRecord[],
  incident: Pick<Incident, 'key' | 'ref' | 'identity'>,
  now: number
): OperatorWords {
  const reports: Reported[] = []
  let declined: Declined | null = null
  function take({ kind, body }: JournalRecord): void {
    if (kind === 'reported') {
      const read = reportedSchema.safeParse(body['reported'])
      if (read.success) reports.push(read.data)
    }
    if (kind === 'declined') {
      const read = declinedSchema.safeParse(body['declined'])
      declined = read.success ? read.data : null
    }
  }
  const own = records.filter(incidentScope(incident, 0))
  const since = goingOnSince(own, now)
  for (const record of own) if (since !== null && record.seq >= since) take(record)
  return { reports: () => reports, declined: () => declined, take }
}
