import * as z from 'zod/mini'
import { signalIds } from '../../contract/index.ts'
import type { EarlierVerdict } from '../decision/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Incident } from './incident.ts'
import { goingOnSince } from './incident-records.ts'
import { incidentScope } from './incident-scope.ts'

const asking = z.enum(['prepare', 'rollBack', 'declareIncident'])
const recorded = z.object({
  asked: z.nullable(z.object({ level: asking, at: z.iso.datetime() })),
  firstCrossedAt: z.nullable(z.string()),
  isCrossedEarlier: z.optional(z.boolean()),
  wasCrossedAt: z.optional(z.nullable(z.string())),
  wasCrossedEarlier: z.optional(z.boolean()),
  unended: z.optional(z.array(z.enum(signalIds))),
  judgedAt: z.iso.datetime(),
  judgements: z.optional(
    z.array(
      z.object({
        row: z.string(),
        result: z.enum(['fires', 'waits', 'quiet', 'unknown']),
        decideBy: z._default(z.nullable(z.string()), null)
      })
    )
  )
})

/**
 * What is left of the last verdict that was recorded of an incident, so that a person who comes back, or starts the
 * program again, is not given the time for the decision once more. Null when the incident is over, or none was recorded.
 * `now` is in milliseconds since 1970.
 */
export function earlierVerdict(
  records: readonly JournalRecord[],
  incident: Pick<Incident, 'key' | 'ref' | 'identity'>,
  now: number
): EarlierVerdict | null {
  const own = records.filter(incidentScope(incident, 0))
  const since = goingOnSince(own, now)
  const last = own.findLast(({ kind, seq }) => kind === 'verdict' && since !== null && seq >= since)
  const read = recorded.safeParse(last?.body['verdict'])
  return read.success ? read.data : null
}
