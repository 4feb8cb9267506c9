import type { UnfinishedIncident } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { isPause } from './incident-parts.ts'
import { lastIncident } from './incident-records.ts'
import { partScope } from './incident-scope.ts'
import { recordedLastKnown } from './last-known.ts'

/**
 * The real incident that was looked after last, while it is not over: whoever starts without the cluster goes on with it.
 * What is known of a drill ends with the drill. Null when there is none.
 * @param now milliseconds since 1970
 */
export function unfinishedIncident(records: readonly JournalRecord[], now: number): UnfinishedIncident | null {
  const last = lastIncident(records, ({ environment }) => environment.kind !== 'drill')
  if (!last) return null
  const { incident, firstSeq } = last
  const own = records.filter(partScope(incident, firstSeq))
  const newest = own.findLast(({ kind, body }) => kind !== 'observe' || body['since'] === undefined)
  if (!newest || isPause(newest, now)) return null
  const known = recordedLastKnown(own)
  const { name, kind, connectionId, context, server } = incident.environment
  return {
    firstSeq,
    service: incident.ref,
    environment: { name, kind },
    cluster: { connectionId, context, server },
    at: known?.at ?? newest.t,
    lead: known?.verdict?.lead ?? '',
    isPlanned: known !== null && known.plan !== null
  }
}
