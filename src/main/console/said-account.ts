import type { JournalRecord } from '../ports/journal.ts'
import type { AccountName } from '../ports/data-account.ts'
import { accountNameOf } from '../providers/azure/resource-id.ts'
import { incidentScope } from './incident-scope.ts'
import type { Incident } from './incident.ts'

/** In records: which account of the data the operator said that a service writes to. */
export const saidAccount = 'dataAccount'

/** What was said last, read off the record, so that it is the same after a restart; null where nothing was, or it was taken back. */
export function saidAccountIn(
  records: readonly JournalRecord[],
  incident: Pick<Incident, 'key' | 'ref' | 'identity'>
): AccountName | null {
  const last = records
    .filter(incidentScope(incident, 0))
    .findLast(({ kind, body }) => kind === 'note' && body['what'] === saidAccount)
  const id = last?.body['account']
  if (typeof id !== 'string' || id === '') return null
  try {
    return accountNameOf(id)
  } catch {
    return null
  }
}
