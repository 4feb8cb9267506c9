import type { ServiceRef } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { isSame, serviceRefIn } from './service-ref-in.ts'

/** An incident: one service of one cluster. */
export interface Incident {
  /** What `observe` records name it by. */
  readonly key: string
  readonly ref: ServiceRef
  /** Of the cluster. */
  readonly identity: string
}

/**
 * The records of an incident from a sequence number on. Those of a run belong to the service that they name, because a
 * verification goes on while another service is open; every other record belongs to the service that was open then.
 */
export function incidentRecords(
  records: readonly JournalRecord[],
  { key, ref, identity }: Incident,
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
