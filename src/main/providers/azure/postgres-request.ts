import type { WireRequest } from '../../../contract/index.ts'
import { shellQuote } from '../../lib/shell-quote.ts'
import type { PostgresServerName } from '../../ports/postgres-pair.ts'

/** Azure/azure-rest-api-specs specification/postgresql, stable. */
export const postgresVersion = '2024-08-01'

/** `planned` waits until the replica has everything and loses nothing; `forced` waits for nobody. */
export type SwitchHow = 'planned' | 'forced'

/** The action of a role that a switch takes: it is an update of the replica. */
export const switchAction = 'Microsoft.DBforPostgreSQL/flexibleServers/write'

/**
 * Has a replica and its primary swap roles. It is sent to the replica. az 2.91.0 sends the same in a newer version, which names the
 * primary as well (seen). Promoted as `standalone` the two would be apart for good: nothing here ever sends that.
 */
export function switchRequest(to: PostgresServerName, how: SwitchHow): WireRequest {
  return {
    method: 'PATCH',
    path: postgresPath(to),
    query: { 'api-version': postgresVersion },
    contentType: 'application/json',
    body: JSON.stringify({
      properties: { replica: { role: 'Primary', promoteMode: 'switchover', promoteOption: how } }
    })
  }
}

/** Path of the flexible servers of a resource group. */
export function postgresServersPath({
  subscription,
  group
}: Pick<PostgresServerName, 'subscription' | 'group'>): string {
  const provider = ['providers', 'Microsoft.DBforPostgreSQL', 'flexibleServers']
  return `/${['subscriptions', subscription, 'resourceGroups', group, ...provider].map(encodeURIComponent).join('/')}`
}

/** Path of one of them, or of what belongs to it. */
export function postgresPath(of: PostgresServerName, what?: 'replicas' | 'virtualendpoints'): string {
  return [postgresServersPath(of), encodeURIComponent(of.server), ...(what === undefined ? [] : [what])].join('/')
}

/** What `az` is typed as for a switch. Without `--promote-mode` it is `standalone` (az 2.91.0, replica_commands.py). */
export function switchCommand(to: PostgresServerName, how: SwitchHow): string {
  return `az postgres flexible-server replica promote ${of(to)} --promote-mode switchover --promote-option ${how} --yes`
}

/** Reads a server; `az` sends one GET. */
export function showPostgresCommand(name: PostgresServerName): string {
  return `az postgres flexible-server show ${of(name)}`
}

/** Lists replicas of a primary, which alone says how replication stands; `az` sends one GET. */
export function listReplicasCommand(name: PostgresServerName): string {
  return `az postgres flexible-server replica list ${of(name)}`
}

function of({ subscription, group, server }: PostgresServerName): string {
  return `--subscription ${shellQuote(subscription)} --resource-group ${shellQuote(group)} --name ${shellQuote(server)}`
}
