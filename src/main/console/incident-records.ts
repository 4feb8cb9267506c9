import type { EnvironmentView, ServiceRef } from '../../contract/index.ts'
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

/** A finished incident of the same service is taken up again within this time, milliseconds. */
export const sameIncidentMs = 4 * 3_600_000

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
  const since = Date.parse(last.t) - sameIncidentMs
  const first = records.find(
    ({ kind, t, body }) => kind === 'observe' && body['incident'] === key && Date.parse(t) >= since
  )
  const incident = { key, ref, identity, context, environment } as Incident
  return { incident, firstSeq: (first ?? last).seq }
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
    return body['identity'] === identity && isSame(serviceRefIn(body), ref)
  })
}
