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

/**
 * What an `observe` record says that an incident is; it can be taken up again without the cluster. `since` is the number of
 * the first record of one that was opened to read on in it, however long ago it was.
 */
export function incidentBody({ key, ref, identity, context, environment }: Incident, since?: number) {
  return { incident: key, ref, identity, context, environment, ...(since === undefined ? {} : { since }) }
}

/** What an `observe` record is about; null for one that cannot be taken up again. */
export function incidentIn({ kind, body }: JournalRecord): Incident | null {
  if (kind !== 'observe' || !('environment' in body)) return null
  const { incident: key, ref, identity, context, environment } = body
  return { key, ref, identity, context, environment } as Incident
}

/** The incident of the last `observe` record, with the number of its first record; null when there is none. */
export function lastIncident(
  records: readonly JournalRecord[]
): { readonly incident: Incident; readonly firstSeq: number } | null {
  const last = records.findLast((record) => incidentIn(record) !== null)
  const incident = last && incidentIn(last)
  if (!last || !incident) return null
  const part = incidentParts(incidentRecords(records, incident, 0)).find((one) => one.includes(last))
  return { incident, firstSeq: part?.[0]?.seq ?? last.seq }
}

/**
 * The records of one service cut into its incidents, oldest first: a pause ends one, and what was written while an earlier
 * one was open again belongs to that.
 */
export function incidentParts(records: readonly JournalRecord[]): readonly (readonly JournalRecord[])[] {
  const parts: JournalRecord[][] = []
  let reopened: JournalRecord[] | undefined
  let newest: JournalRecord[] | undefined
  for (const record of records) {
    if (record.kind === 'observe') reopened = parts.find(([first]) => first?.seq === record.body['since'])
    const part = reopened ?? (newest && !isPause(newest.at(-1), record) ? newest : undefined)
    if (part) part.push(record)
    else {
      newest = [record]
      parts.push(newest)
    }
  }
  return parts
}

/** Of one incident that was opened to read on in it: its records alone, whatever happened to the service afterwards. */
export function incidentPart(
  records: readonly JournalRecord[],
  incident: Pick<Incident, 'key' | 'ref' | 'identity'>,
  firstSeq: number
): readonly JournalRecord[] {
  const own = incidentRecords(records, incident, 0)
  return incidentParts(own).find(([first]) => first?.seq === firstSeq) ?? own.filter(({ seq }) => seq >= firstSeq)
}

/**
 * The number of the first record of the incident that goes on at a time (milliseconds since 1970), from the records of
 * all incidents of that service: however long it takes, only a pause ends it. Null when it is over, or none was recorded.
 */
export function goingOnSince(records: readonly JournalRecord[], now: number): number | null {
  const newest = incidentParts(records).at(-1)
  const [first, last] = [newest?.[0], newest?.at(-1)]
  return first && last && now - Date.parse(last.t) <= sameIncidentMs ? first.seq : null
}

function isPause(before: JournalRecord | undefined, next: JournalRecord): boolean {
  return before !== undefined && Date.parse(next.t) - Date.parse(before.t) > sameIncidentMs
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
