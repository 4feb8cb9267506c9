import { FailureError, failureOf } from '../../contract/index.ts'
import type { AccountName } from '../ports/data-account.ts'
import type { FailoverGroupName } from '../ports/failover-group.ts'
import type { PostgresServerName } from '../ports/postgres-pair.ts'
import { failoverGroupId, failoverGroupNameOf } from '../providers/azure/read-group.ts'
import { postgresId, postgresNameOf } from '../providers/azure/read-postgres.ts'
import { accountId, accountNameOf } from '../providers/azure/resource-id.ts'
import { dataPanelId, groupPanelId, postgresPanelId } from '../providers/azure/region-panel.ts'
import { saidAccount, saidGroup, saidPostgres } from './said-account.ts'

/** What the operator says beside a panel of data. */
export interface SaidData {
  /** Resource id that is agreed to; empty where something is taken back. */
  readonly id: string
  /** The note that keeps it. */
  readonly note: Readonly<Record<string, string>>
  /** Which kind of data it is about, and what it is now. */
  readonly now:
    | { readonly of: 'account'; readonly name: AccountName | null }
    | { readonly of: 'group'; readonly name: FailoverGroupName | null }
    | { readonly of: 'postgres'; readonly name: PostgresServerName | null }
}

/**
 * Reads what was chosen beside a panel: a resource id, or nothing to take back what was said.
 * @param service name of the service that it is said of
 * @param subscription that of the profile; what is in another one is not followed
 * @throws FailureError `badInput` for another panel and for what is no such id, `refused` for another subscription.
 */
export function saidData(panel: string, value: string, service: string, subscription: string | null): SaidData {
  const own = <T extends { readonly subscription: string }>(name: T | null): T | null => {
    if (name === null || name.subscription.toLowerCase() === subscription?.toLowerCase()) return name
    throw new FailureError(
      failureOf('refused', 'That is of another subscription than the profile: what is done there is not followed.')
    )
  }
  if (panel === dataPanelId) {
    const name = own(value === '' ? null : accountNameOf(value))
    const id = name ? accountId(name) : ''
    const text = name
      ? `The operator said that ${service} writes to ${name.account}, group ${name.group}`
      : `The operator took back which account ${service} writes to`
    return { id, note: { what: saidAccount, account: id, text }, now: { of: 'account', name } }
  }
  if (panel === groupPanelId) {
    const name = own(value === '' ? null : failoverGroupNameOf(value))
    const id = name ? failoverGroupId(name) : ''
    const text = name
      ? `The operator said that ${service} writes to failover group ${name.failoverGroup} of ${name.server}, group ${name.group}`
      : `The operator took back which failover group ${service} writes to`
    return { id, note: { what: saidGroup, group: id, text }, now: { of: 'group', name } }
  }
  if (panel === postgresPanelId) {
    const name = own(value === '' ? null : postgresNameOf(value))
    const id = name ? postgresId(name) : ''
    const text = name
      ? `The operator said that ${service} writes to PostgreSQL ${name.server}, group ${name.group}`
      : `The operator took back which server of PostgreSQL ${service} writes to`
    return { id, note: { what: saidPostgres, server: id, text }, now: { of: 'postgres', name } }
  }
  throw new FailureError(failureOf('badInput', 'Nothing asks for that.'))
}
