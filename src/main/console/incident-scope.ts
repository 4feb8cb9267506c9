import { sameCluster } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Incident } from './incident.ts'
import { partFinder } from './incident-parts.ts'
import { isSame, serviceRefIn } from './service-ref-in.ts'

/** Whether a record belongs. A scope is asked once about every record of the journal, in order. */
export type IncidentScope = (record: JournalRecord) => boolean

/**
 * The records of an incident from a sequence number on. Those of a run or of a watch belong to the service that they name, because a
 * verification goes on while another service is open; every other record belongs to the service that was open then.
 */
export function incidentScope(
  { key, ref, identity }: Pick<Incident, 'key' | 'ref' | 'identity'>,
  fromSeq: number
): IncidentScope {
  let isOpen = false
  return ({ seq, kind, body }) => {
    if (kind === 'observe') isOpen = body['incident'] === key || isReachedOtherwise(body, { ref, identity })
    else if (kind === 'session.attach' || kind === 'journal.open') isOpen = false
    if (seq < fromSeq) return false
    if (isOfOpenService(body)) return isOpen
    return sameCluster(body['identity'], identity) && isSame(serviceRefIn(body), ref)
  }
}

/**
 * Whether an `observe` record is of the same service of the same cluster, under another connection: a kubeconfig that is
 * kept in memory only is another connection at each start. Two drills have nothing in common but what was drawn.
 */
export function isReachedOtherwise(
  body: JournalRecord['body'],
  { ref, identity }: Pick<Incident, 'ref' | 'identity'>
): boolean {
  const { environment } = body
  const isReal = typeof environment === 'object' && environment !== null && 'kind' in environment
  return (
    isReal && environment.kind !== 'drill' && sameCluster(body['identity'], identity) && isSame(serviceRefIn(body), ref)
  )
}

/** Of an incident that was opened to read on in it: its records alone, whatever happened to the service afterwards. */
export function partScope(incident: Parameters<typeof incidentScope>[0], firstSeq: number): IncidentScope {
  const inside = incidentScope(incident, 0)
  const partOf = partFinder()
  return (record) => inside(record) && partOf(record) === firstSeq
}

/**
 * The records from a sequence number on, whichever service was open, without those of runs on other clusters: a
 * verification goes on while another environment is open. Null takes those of all clusters.
 */
export function clusterScope(identity: string | null, fromSeq: number): IncidentScope {
  return ({ seq, body }) =>
    seq >= fromSeq && (identity === null || isOfOpenService(body) || sameCluster(body['identity'], identity))
}

/** It belongs to whatever was open then: runs and watches go on beside that, and name their service. */
function isOfOpenService(body: JournalRecord['body']): boolean {
  return body['runId'] === undefined && body['watchId'] === undefined
}

/**
 * What belongs to an environment: what was asked of another one, through a connection that was left while a
 * verification goes on, does not. Null takes all.
 * @param others under which the same cluster was open in an earlier start
 */
export function environmentScope(
  environmentId: string | null,
  others: ReadonlySet<unknown> = new Set()
): IncidentScope {
  return ({ body }) => {
    const of = body['environmentId']
    return of === undefined || environmentId === null || of === environmentId || others.has(of)
  }
}

/**
 * The environments as which a cluster was ever connected to: a kubeconfig that is kept in memory only is another one at each
 * start, and what was read through it before a crash is of the same incident all the same. Two drills have nothing in common.
 */
export function environmentsOf(records: readonly JournalRecord[], identity: string): ReadonlySet<unknown> {
  const ids = new Set<unknown>()
  for (const { kind, body } of records) {
    if (kind !== 'session.attach' || !sameCluster(body['identity'], identity)) continue
    const { environment } = body
    if (typeof environment !== 'object' || environment === null || !('id' in environment)) continue
    if ('kind' in environment && environment.kind !== 'drill') ids.add(environment.id)
  }
  return ids
}
