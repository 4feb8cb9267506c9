import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../../store/json-value.ts'
import type { Operation, Operations } from '../operations.ts'
import type { AzurePlan, PostgresPlan } from '../plan.ts'
import type { RegionState, Regions } from '../regions.ts'

/** The zone of flexible servers. */
export const postgresZone = 'postgres.database.azure.com'

/** Why a promotion is refused. */
export interface PostgresRefusal {
  readonly status: 400 | 409
  readonly code: string
  readonly message: string
}

/** What a replica is to become. */
export interface Promotion {
  readonly mode: 'switchover' | 'standalone'
  readonly option: 'planned' | 'forced'
}

/** Two flexible servers of PostgreSQL, a primary and its replica, behind one virtual endpoint. */
export interface FlexibleServers {
  readonly plan: PostgresPlan
  /** Name of the primary. */
  readonly primary: () => string
  /** Whether one is called so. */
  has(server: string): boolean
  /** Whether the region of a server is well. */
  stateOf(server: string): RegionState
  /** Ports that the servers answer at, which upstream are 5432 and here are known once they are open. */
  readonly ports: Map<string, number>
  serverJson(server: string): JsonObject
  /** Replicas of a server, which say how their replication stands. */
  replicasJson(server: string): readonly JsonObject[]
  endpointsJson(server: string): readonly JsonObject[]
  promote(server: string, promotion: Promotion): Operation | PostgresRefusal
}

/** A planned promotion that waits for a primary which does not answer hangs this many times as long before it fails. */
const hangingFactor = 20

/**
 * A promotion is sent to the replica. As a switchover the two swap roles, and the virtual endpoint follows; standalone they are apart
 * for good (FlexibleServers.json 2024-08-01; Microsoft Learn, promote read replicas, virtual endpoints).
 */
export function createFlexibleServers(
  azure: AzurePlan,
  plan: PostgresPlan,
  { operations, regions }: { readonly operations: Operations; readonly regions: Regions }
): FlexibleServers {
  let primary = plan.servers[0].name
  let isBusy = false
  let isApart = false
  const ports = new Map<string, number>()
  const path = (server: string): string =>
    `/subscriptions/${azure.subscription}/resourceGroups/${azure.resourceGroup}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${server}`
  const regionOf = (server: string): string => plan.servers.find(({ name }) => name === server)?.region ?? ''
  const otherOf = (server: string): string => plan.servers.find(({ name }) => name !== server)?.name ?? ''
  const hostOf = (server: string): string => `${server}.${postgresZone}`
  const virtual = ['reader', 'writer'].map((of) => `${plan.endpoint}.${of}.${postgresZone}`)
  const stateOf = (server: string): RegionState => {
    const door = regions.all.find(({ name }) => name === regionOf(server))?.host
    return (door === undefined ? undefined : regions.stateOf(door)) ?? 'serves'
  }
  const isReplica = (server: string): boolean => !isApart && server !== primary

  /** A replica that does not reach its primary is broken; one whose own region is down waits for that (Microsoft Learn, replication state). */
  function replicationOf(server: string): string {
    if (isBusy) return 'Updating'
    if (stateOf(server) !== 'serves') return 'Reconfiguring'
    return stateOf(primary) === 'serves' ? plan.state : 'Broken'
  }

  function serverJson(server: string, isListed = false): JsonObject {
    const role = server === primary ? 'Primary' : isApart ? 'None' : 'GeoAsyncReplica'
    const capacity = isReplica(server) ? 0 : 5
    return {
      id: path(server),
      name: server,
      type: 'Microsoft.DBforPostgreSQL/flexibleServers',
      location: regionOf(server),
      sku: { name: plan.size, tier: 'GeneralPurpose' },
      properties: {
        // Upstream there is no port: 5432 of this computer is not the drill's to take.
        fullyQualifiedDomainName: `${hostOf(server)}:${ports.get(server) ?? 5432}`,
        administratorLogin: 'operator',
        version: plan.version,
        minorVersion: '4',
        state: isBusy ? 'Updating' : 'Ready',
        storage: { storageSizeGB: plan.storageGb, autoGrow: 'Enabled', tier: 'P20', iops: 2_300 },
        highAvailability: { mode: 'Disabled', state: 'NotEnabled' },
        network: { publicNetworkAccess: 'Enabled' },
        ...(isReplica(server) ? { sourceServerResourceId: path(primary) } : {}),
        replicationRole: role,
        replicaCapacity: capacity,
        replica: { role, capacity, ...(isListed ? { replicationState: replicationOf(server) } : {}) }
      }
    }
  }

  function refusalOf(server: string, { mode, option }: Promotion): PostgresRefusal | undefined {
    if (isBusy)
      return {
        status: 409,
        code: 'ServerIsBusy',
        message: `Cannot complete operation while server '${server}' is busy processing another operation. Try again later.`
      }
    if (!isReplica(server))
      return { status: 400, code: 'InvalidParameterValue', message: `Server '${server}' is not a read replica.` }
    if (mode === 'switchover' && option === 'planned' && plan.state !== 'Active')
      return { status: 400, code: 'InvalidParameterValue', message: `Replication of server '${server}' is not active.` }
    return undefined
  }

  return {
    plan,
    primary: () => primary,
    has: (server) => plan.servers.some(({ name }) => name === server),
    stateOf,
    ports,
    serverJson: (server) => serverJson(server),
    replicasJson: (server) => (server === primary && !isApart ? [serverJson(otherOf(server), true)] : []),
    endpointsJson: (server) =>
      server !== primary
        ? []
        : [
            {
              id: `${path(server)}/virtualendpoints/${plan.endpoint}`,
              name: plan.endpoint,
              type: 'Microsoft.DBforPostgreSQL/flexibleServers/virtualendpoints',
              properties: {
                endpointType: 'ReadWrite',
                members: isApart ? [server] : [server, otherOf(server)],
                virtualEndpoints: virtual
              }
            }
          ],
    promote(server, promotion) {
      const refusal = refusalOf(server, promotion)
      if (refusal !== undefined) return refusal
      const hangs = promotion.option === 'planned' && plan.servers.some(({ name }) => stateOf(name) !== 'serves')
      const id = randomUUID()
      isBusy = true
      return operations.begin({
        id,
        resultsPath: `/subscriptions/${azure.subscription}/providers/Microsoft.DBforPostgreSQL/locations/${regionOf(server)}/operationResults/${id}`,
        durationMs: plan.changeMs * (hangs ? hangingFactor : 1),
        end: hangs ? 'Failed' : 'Succeeded',
        error: { code: 'InternalServerError', message: 'An unexpected error occurred while processing the request.' },
        done(end) {
          isBusy = false
          if (end !== 'Succeeded') return
          if (promotion.mode === 'standalone') isApart = true
          else primary = server
        }
      })
    }
  }
}
