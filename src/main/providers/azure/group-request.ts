import type { WireRequest } from '../../../contract/index.ts'
import { shellQuote } from '../../lib/shell-quote.ts'
import type { FailoverGroupName, SqlServerName } from '../../ports/failover-group.ts'

/** Azure/azure-rest-api-specs specification/sql, stable. */
export const sqlVersion = '2021-11-01'

/** `planned` copies everything first and loses nothing; `forced` waits for nobody. */
export type GroupMoveHow = 'planned' | 'forced'

const verbs = { planned: 'failover', forced: 'forceFailoverAllowDataLoss' } as const

/** The action of a role that such a failover takes. */
export function groupAction(how: GroupMoveHow): string {
  return `Microsoft.Sql/servers/failoverGroups/${verbs[how]}/action`
}

/**
 * Fails a group over to a server. It is sent to the one that is to become primary: the other one refuses it
 * (FailoverGroupFailoverRequestOnPrimary in FailoverGroups.json). There is no body.
 */
export function groupMoveRequest(to: FailoverGroupName, how: GroupMoveHow): WireRequest {
  const path = `${failoverGroupsPath(to, to.failoverGroup)}/${verbs[how]}`
  return { method: 'POST', path, query: { 'api-version': sqlVersion } }
}

/** Path of the servers of a resource group. */
export function serversPath({ subscription, group }: Pick<SqlServerName, 'subscription' | 'group'>): string {
  const parts = ['subscriptions', subscription, 'resourceGroups', group, 'providers', 'Microsoft.Sql', 'servers']
  return `/${parts.map(encodeURIComponent).join('/')}`
}

/** Path of the groups of a server, or of one of them. */
export function failoverGroupsPath({ server, ...of }: SqlServerName, failoverGroup?: string): string {
  const parts = [server, 'failoverGroups', ...(failoverGroup === undefined ? [] : [failoverGroup])]
  return `${serversPath(of)}/${parts.map(encodeURIComponent).join('/')}`
}

/**
 * What `az` is typed as for a failover. It names the server that becomes primary, reads the group there, and sends nothing
 * where that is primary already (az 2.91.0, command_modules/sql/custom.py, failover_group_failover).
 */
export function groupMoveCommand(to: FailoverGroupName, how: GroupMoveHow): string {
  return `az sql failover-group set-primary ${of(to)}${how === 'forced' ? ' --allow-data-loss' : ''}`
}

/** Reads a group at one of its servers; `az` sends one GET. */
export function showGroupCommand(name: FailoverGroupName): string {
  return `az sql failover-group show ${of(name)}`
}

function of({ subscription, group, server, failoverGroup }: FailoverGroupName): string {
  return `--subscription ${shellQuote(subscription)} --resource-group ${shellQuote(group)} --server ${shellQuote(server)} --name ${shellQuote(failoverGroup)}`
}
