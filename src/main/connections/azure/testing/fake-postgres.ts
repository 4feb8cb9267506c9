import type { ServerResponse } from 'node:http'
import { sendJson } from '../../testing/tls-server.ts'
import { openDoor } from './door.ts'

/** Two flexible servers of PostgreSQL in memory, the first of which is primary. */
export interface FakePostgres {
  /** Whether there are any at all; there are none at first. */
  isThere: boolean
  /** Name of the primary. */
  primary: string
  readonly servers: readonly [string, string]
  /** Servers that are silent. */
  readonly silent: Set<string>
  /** Servers that Resource Manager does not answer for. */
  readonly unreadable: Set<string>
  /** Of the replica. */
  replication: string
  /** Members of the virtual endpoint; null for none. */
  members: readonly string[] | null
  /** Members of the properties of the second server that are others than usual. */
  second: Readonly<Record<string, unknown>>
  /** High availability of the primary. */
  mode: 'Disabled' | 'ZoneRedundant'
  /** Another pair in the same group. */
  hasAnother: boolean
  /** Somebody promoted the replica as a server of its own. */
  isApart: boolean
  /** How the next operation ends, and how often it has to be looked at until then. */
  ends: 'Succeeded' | 'Failed'
  looks: number
  /** What is answered to whoever asks how an operation stands; null for how it stands. */
  polls: ((response: ServerResponse) => void) | null
  isHost(name: string): boolean
  /** Answers a read; false for one that is about something else. */
  answer(url: string, response: ServerResponse): boolean
  /** What a PATCH begins; null for one that is about something else. */
  patched(url: string, body: string): { readonly begin: () => boolean } | null
  accepted(): Readonly<Record<string, string>>
  close(): void
}

const servers = ['pg-shop-eastus2', 'pg-shop-westus2'] as const
const regions: Readonly<Record<string, string>> = { [servers[0]]: 'East US 2', [servers[1]]: 'West US 2' }

/** Starts both servers; the first is silent. `group` is the id of the resource group. */
export async function startFakePostgres(group: string, base: () => string): Promise<FakePostgres> {
  const path = `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers`
  const place = `${group.split('/').slice(0, 3).join('/')}/providers/Microsoft.DBforPostgreSQL/locations/West%20US%202`
  const status = `${place}/azureAsyncOperation/op-3`
  const doors = await Promise.all(servers.map((server) => openDoor(Buffer.from('S'), () => !fake.silent.has(server))))
  const hostOf = (server: string): string => `${server}.postgres.database.example`
  let operation: { readonly becomes: string; looksLeft: number } | null = null
  let ended: FakePostgres['ends'] = 'Succeeded'

  function look(): void {
    if (!operation) return
    operation.looksLeft -= 1
    if (operation.looksLeft > 0) return
    if (fake.ends === 'Succeeded') fake.primary = operation.becomes
    ended = fake.ends
    operation = null
  }

  function json(server: string, isListed = false): object {
    const index = servers.findIndex((one) => one === server)
    const isPrimary = server === fake.primary
    const isAlone = fake.isApart && index === 1
    const role = isAlone ? 'None' : isPrimary ? 'Primary' : 'GeoAsyncReplica'
    const replication = isListed && !isPrimary ? { replicationState: fake.replication } : {}
    return {
      id: `${path}/${server}`,
      name: server,
      type: 'Microsoft.DBforPostgreSQL/flexibleServers',
      location: regions[server],
      sku: { name: 'Standard_D4ds_v5', tier: 'GeneralPurpose' },
      properties: {
        fullyQualifiedDomainName: `${hostOf(server)}:${doors[index]?.port}`,
        version: '16',
        state: operation ? 'Updating' : 'Ready',
        storage: { storageSizeGB: 512 },
        highAvailability: { mode: isPrimary ? fake.mode : 'Disabled' },
        replicationRole: role,
        replica: { role, capacity: isPrimary ? 5 : 0, ...replication },
        ...(isPrimary || isAlone ? {} : { sourceServerResourceId: `${path}/${fake.primary}` }),
        ...(index === 1 ? fake.second : {})
      }
    }
  }

  /** A pair that has nothing to do with the first. */
  function another(name: string, role: string): object {
    const properties = { replica: { role }, sourceServerResourceId: role === 'Primary' ? '' : `${path}/pg-other` }
    return { id: `${path}/${name}`, name, location: 'East US 2', properties }
  }

  function answerOf(server: string, what: string | undefined, response: ServerResponse): void {
    const others = fake.hasAnother ? [another('pg-other', 'Primary'), another('pg-other-replica', 'AsyncReplica')] : []
    if (fake.unreadable.has(server))
      return sendJson(response, { error: { code: 'ServiceUnavailable', message: 'It does not answer.' } }, 503)
    if (server === 'pg-other') return sendJson(response, { value: what === 'replicas' ? others.slice(1) : [] })
    if (what === 'replicas')
      return sendJson(response, {
        value:
          server === fake.primary && !fake.isApart
            ? servers.filter((one) => one !== fake.primary).map((one) => json(one, true))
            : []
      })
    if (what === 'virtualendpoints') {
      const endpoint = {
        id: `${path}/${server}/virtualendpoints/shop`,
        name: 'shop',
        properties: {
          endpointType: 'ReadWrite',
          members: fake.members,
          virtualEndpoints: ['writer', 'reader'].map((of) => `shop.${of}.postgres.database.example`)
        }
      }
      return sendJson(response, { value: fake.members === null || server !== fake.primary ? [] : [endpoint] })
    }
    look()
    if (fake.isThere && servers.some((one) => one === server)) return sendJson(response, json(server))
    return sendJson(response, { error: { code: 'ResourceNotFound', message: 'There is none.' } }, 404)
  }

  const fake: FakePostgres = {
    isThere: false,
    primary: servers[0],
    servers,
    silent: new Set([servers[0]]),
    unreadable: new Set(),
    replication: 'Active',
    members: [...servers],
    second: {},
    mode: 'Disabled',
    hasAnother: false,
    isApart: false,
    ends: 'Succeeded',
    looks: 3,
    polls: null,
    isHost: (host) => servers.some((server) => hostOf(server) === host),
    answer(url, response) {
      const [at = ''] = url.split('?')
      if (at === status) {
        if (fake.polls) fake.polls(response)
        else {
          look()
          const error = { code: 'ReplicaPromotionFailed', message: 'It could not be promoted.' }
          const now = operation ? 'InProgress' : ended
          sendJson(response, { name: 'op-3', status: now, ...(now === 'Failed' ? { error } : {}) })
        }
        return true
      }
      if (!at.toLowerCase().startsWith(path.toLowerCase())) return false
      const [, server, what] = at.slice(path.length).split('/')
      if (server !== undefined) answerOf(server, what, response)
      else {
        const others = fake.hasAnother ? [another('pg-other', 'Primary')] : []
        sendJson(response, { value: fake.isThere ? [...servers.map((one) => json(one)), ...others] : [] })
      }
      return true
    },
    patched(url, body) {
      const [at = ''] = url.split('?')
      const [, server = ''] = /\/Microsoft\.DBforPostgreSQL\/flexibleServers\/([^/]+)$/.exec(at) ?? []
      if (server === '') return null
      return {
        begin() {
          // While one is under way a second one is turned away, and so is one that is sent to the primary.
          if (operation || server === fake.primary || !body.includes('"switchover"')) return false
          operation = { becomes: server, looksLeft: fake.looks }
          return true
        }
      }
    },
    accepted: () => ({
      'azure-asyncoperation': `${base()}${status}?api-version=2024-08-01`,
      location: `${base()}${status.replace('azureAsyncOperation', 'operationResults')}?api-version=2024-08-01`,
      'retry-after': '1'
    }),
    close() {
      for (const { server } of doors) server.close()
    }
  }
  return fake
}
