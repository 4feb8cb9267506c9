import type { EnvironmentView, ServiceRef } from '../../contract/index.ts'
import { sameCluster } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { isSame, serviceRefIn } from './service-ref-in.ts'

/** An incident: one service of one cluster. */
export interface Incident {
  /** What `observe` records name it by. */
  readonly key: string
  readonly ref: ServiceRef
  /** Of the cluster. */
  readonly identity: string
  /** Name of the kubeconfig's context. */
  readonly context: string
  readonly environment: EnvironmentView
}

/** An incident in which nothing was recorded for longer than this is over, milliseconds. */
const sameIncidentMs = 4 * 3_600_000

/** What the records of one service of one environment are kept together by. */
export function incidentKey(environmentId: string, { namespace, name }: ServiceRef): string {
  return `${environmentId} ${namespace}/${name}`
}

/** What an `observe` record says that an incident is; it can be taken up again without the cluster. */
export function incidentBody({ key, ref, identity, context, environment }: Incident) {
  return { incident: key, ref, identity, context, environment }
}

/** The incident of the last `observe` record, with the number of its first record; null when there is none. */
export function lastIncident(
  records: readonly JournalRecord[]
): { readonly incident: Incident; readonly firstSeq: number } | null {
  const last = records.findLast(({ kind, body }) => kind === 'observe' && 'environment' in body)
  if (!last) return null
  const { incident: key, ref, identity, context, environment } = last.body
  const incident = { key, ref, identity, context, environment } as Incident
  return { incident, firstSeq: beginningOf(incidentRecords(records, incident, 0)) ?? last.seq }
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

/**
 * The records of an incident from a sequence number on. Those of a run belong to the service that they name, because a
 * verification goes on while another service is open; every other record belongs to the service that was open then.
 */
export function incidentRecords(
  records: readonly JournalRecord[],
  { key, ref, identity }: Pick<Incident, 'key' | 'ref' | 'identity'>,
  fromSeq: number
): readonly JournalRecord[] {
  let open: unknown = null
  return records.filter(({ seq, kind, body }) => {
    if (kind === 'observe') open = body['incident']
    else if (kind === 'session.attach' || kind === 'journal.open') open = null
    if (seq < fromSeq) return false
    if (body['runId'] === undefined) return open === key
    return sameCluster(body['identity'], identity) && isSame(serviceRefIn(body), ref)
  })
}

/**
 * Whether a record belongs to an environment: what was asked of another one, through a connection that was left while a
 * verification goes on, does not. Null takes all.
 */
export function isOf({ body }: JournalRecord, environmentId: string | null): boolean {
  const of = body['environmentId']
  return of === undefined || environmentId === null || of === environmentId
}

/**
 * The records from a sequence number on, whichever service was open, without those of runs on other clusters: a
 * verification goes on while another environment is open.
 */
export function recordsOnCluster(
  records: readonly JournalRecord[],
  identity: string,
  fromSeq: number
): readonly JournalRecord[] {
  return records.filter(
    ({ seq, body }) => seq >= fromSeq && (body['runId'] === undefined || sameCluster(body['identity'], identity))
  )
}
