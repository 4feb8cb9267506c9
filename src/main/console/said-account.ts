import type { JournalRecord } from '../ports/journal.ts'
import type { AccountName } from '../ports/data-account.ts'
import type { FailoverGroupName } from '../ports/failover-group.ts'
import type { PostgresServerName } from '../ports/postgres-pair.ts'
import { failoverGroupNameOf } from '../providers/azure/read-group.ts'
import { postgresNameOf } from '../providers/azure/read-postgres.ts'
import { accountNameOf } from '../providers/azure/resource-id.ts'
import { incidentScope } from './incident-scope.ts'
import type { Incident } from './incident.ts'

/** In records: which account of the data the operator said that a service writes to. */
export const saidAccount = 'dataAccount'

/** The same of Azure SQL: which failover group. */
export const saidGroup = 'failoverGroup'

/** The same of PostgreSQL: which server. */
export const saidPostgres = 'postgresServer'

type Of = Pick<Incident, 'key' | 'ref' | 'identity'>

/** What was said last, read off the record, so that it is the same after a restart; null where nothing was, or it was taken back. */
export function saidAccountIn(records: readonly JournalRecord[], incident: Of): AccountName | null {
  return lastSaid(records, incident, saidAccount, (body) => body['account'], accountNameOf)
}

/** The same of Azure SQL. */
export function saidGroupIn(records: readonly JournalRecord[], incident: Of): FailoverGroupName | null {
  return lastSaid(records, incident, saidGroup, (body) => body['group'], failoverGroupNameOf)
}

/** The same of PostgreSQL. */
export function saidPostgresIn(records: readonly JournalRecord[], incident: Of): PostgresServerName | null {
  return lastSaid(records, incident, saidPostgres, (body) => body['server'], postgresNameOf)
}

function lastSaid<T>(
  records: readonly JournalRecord[],
  incident: Of,
  what: string,
  idIn: (body: JournalRecord['body']) => unknown,
  nameOf: (id: string) => T
): T | null {
  const last = records
    .filter(incidentScope(incident, 0))
    .findLast(({ kind, body }) => kind === 'note' && body['what'] === what)
  const id = last && idIn(last.body)
  if (typeof id !== 'string' || id === '') return null
  try {
    return nameOf(id)
  } catch {
    return null
  }
}
