import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../../store/json-value.ts'
import type { Operation, Operations } from '../operations.ts'
import type { AzurePlan, SqlPlan } from '../plan.ts'
import type { RegionState, Regions } from '../regions.ts'

/** The zone of the servers. */
export const sqlZone = 'database.windows.net'

/** Why a failover is refused. */
export interface SqlRefusal {
  readonly status: 400 | 409
  readonly code: string
  readonly message: string
}

/** A failover group of Azure SQL, with both of its servers. */
export interface FailoverGroup {
  readonly plan: SqlPlan
  /** Name of the primary. */
  readonly primary: () => string
  /** Whether a server of it is called so. */
  has(server: string): boolean
  hostOf(server: string): string
  /** Whether the region of a server is well. */
  stateOf(server: string): RegionState
  /** Ports that the servers answer at, which upstream are 1433 and here are known once they are open. */
  readonly ports: Map<string, number>
  serverJson(server: string): JsonObject
  groupJson(server: string): JsonObject
  /** Fails over to a server; `isForced` waits for nobody. */
  failover(to: string, isForced: boolean): Operation | SqlRefusal
}

/** A planned failover that waits for a primary which does not answer hangs this many times as long before it is rolled back. */
const hangingFactor = 20

/**
 * A failover is sent to the server that becomes primary; the planned one copies everything first, and is rolled back where it
 * cannot (FailoverGroups.json 2021-11-01: FailoverGroupFailoverRequestOnPrimary, FailoverGroupBusy, OperationTimedOut).
 */
export function createFailoverGroup(
  azure: AzurePlan,
  plan: SqlPlan,
  { operations, regions }: { readonly operations: Operations; readonly regions: Regions }
): FailoverGroup {
  let primary = plan.servers[0].name
  let isBusy = false
  const path = (server: string): string =>
    `/subscriptions/${azure.subscription}/resourceGroups/${azure.resourceGroup}/providers/Microsoft.Sql/servers/${server}`
  const regionOf = (server: string): string => plan.servers.find(({ name }) => name === server)?.region ?? ''
  const roleOf = (server: string): string => (server === primary ? 'Primary' : 'Secondary')
  const ports = new Map<string, number>()
  const hostOf = (server: string): string => `${server}.${sqlZone}`
  const stateOf = (server: string): RegionState => {
    const door = regions.all.find(({ name }) => name === regionOf(server))?.host
    return (door === undefined ? undefined : regions.stateOf(door)) ?? 'serves'
  }
  return {
    plan,
    primary: () => primary,
    has: (server) => plan.servers.some(({ name }) => name === server),
    hostOf,
    stateOf,
    ports,
    serverJson: (server) => ({
      id: path(server),
      name: server,
      type: 'Microsoft.Sql/servers',
      location: regionOf(server),
      kind: 'v12.0',
      properties: {
        administratorLogin: 'operator',
        version: '12.0',
        state: 'Ready',
        // Upstream there is no port: 1433 of this computer is not the drill's to take.
        fullyQualifiedDomainName: `${hostOf(server)}:${ports.get(server) ?? 1433}`,
        publicNetworkAccess: 'Enabled'
      }
    }),
    groupJson(server) {
      const partner = plan.servers.find(({ name }) => name !== server)?.name ?? ''
      return {
        id: `${path(server)}/failoverGroups/${plan.name}`,
        name: plan.name,
        type: 'Microsoft.Sql/servers/failoverGroups',
        location: regionOf(server),
        properties: {
          readWriteEndpoint: {
            failoverPolicy: plan.policy,
            ...(plan.policy === 'Automatic' ? { failoverWithDataLossGracePeriodMinutes: plan.graceMinutes } : {})
          },
          readOnlyEndpoint: { failoverPolicy: 'Disabled' },
          replicationRole: roleOf(server),
          replicationState: plan.state,
          partnerServers: [{ id: path(partner), location: regionOf(partner), replicationRole: roleOf(partner) }],
          databases: [`${path(server)}/databases/orders`]
        }
      }
    },
    failover(to, isForced) {
      if (to === primary)
        return {
          status: 400,
          code: 'FailoverGroupFailoverRequestOnPrimary',
          message: 'The failover request should be initiated on the secondary server of failover group.'
        }
      if (isBusy)
        return { status: 409, code: 'FailoverGroupBusy', message: 'Failover Group is busy with another operation.' }
      if (plan.state !== 'CATCH_UP' && !(isForced && plan.state === 'SUSPENDED'))
        return {
          status: 400,
          code: 'IncorrectReplicationLinkState',
          message: 'The operation expects the database to be in an expected state on the replication link.'
        }
      const hangs = !isForced && plan.servers.some(({ name }) => stateOf(name) !== 'serves')
      const id = randomUUID()
      isBusy = true
      return operations.begin({
        id,
        resultsPath: `/subscriptions/${azure.subscription}/providers/Microsoft.Sql/locations/${regionOf(to)}/failoverGroupOperationResults/${id}`,
        durationMs: plan.changeMs * (hangs ? hangingFactor : 1),
        end: hangs ? 'Failed' : 'Succeeded',
        error: {
          code: 'OperationTimedOut',
          message: 'The operation timed out and automatically rolled back. Please retry the operation.'
        },
        done(end) {
          isBusy = false
          if (end === 'Succeeded') primary = to
        }
      })
    }
  }
}
