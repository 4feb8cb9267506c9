import type { ServerResponse } from 'node:http'
import { sendJson } from '../../testing/tls-server.ts'
import { openDoor } from './door.ts'

/** A failover group of Azure SQL in memory, at two servers, the first of which is primary. */
export interface FakeGroup {
  /** Whether there is one at all; there is none at first. */
  isThere: boolean
  readonly name: string
  /** Name of the primary. */
  primary: string
  readonly servers: readonly [string, string]
  /** Servers that are silent. */
  readonly silent: Set<string>
  /** Servers that Resource Manager does not answer for. */
  readonly unreadable: Set<string>
  state: string
  policy: 'Manual' | 'Automatic'
  /** It has a second partner. */
  hasThird: boolean
  /** Another group at the same servers. */
  hasAnother: boolean
  /** Two servers of another team in the same resource group, with a group of their own. */
  hasOtherTeam: boolean
  /** How the next operation ends, and how often it has to be looked at until then. */
  ends: 'Succeeded' | 'Failed'
  looks: number
  /** What is answered to whoever asks how an operation stands; null for how it stands. */
  polls: ((response: ServerResponse) => void) | null
  isHost(name: string): boolean
  /** Answers a read; false for one that is about something else. */
  answer(url: string, response: ServerResponse): boolean
  /** What a POST begins; null for one that is about something else. */
  posted(url: string): { readonly begin: () => boolean } | null
  accepted(): Readonly<Record<string, string>>
  close(): void
}

const servers = ['sql-shop-eastus2', 'sql-shop-westus2'] as const
/** MS-TDS 2.2.3.1.1: a tabular result, with a header and nothing in it. */
const tabularResult = Buffer.from([0x04, 0x01, 0x00, 0x08, 0, 0, 1, 0])
const otherServers = ['sql-billing-eastus2', 'sql-billing-westus2'] as const
const regions: Readonly<Record<string, string>> = {
  [servers[0]]: 'East US 2',
  [servers[1]]: 'westus2',
  [otherServers[0]]: 'East US 2',
  [otherServers[1]]: 'westus2'
}

/** Starts both servers; the first is silent. `group` is the id of the resource group. */
export async function startFakeGroup(group: string, base: () => string): Promise<FakeGroup> {
  const path = `${group}/providers/Microsoft.Sql/servers`
  const name = 'fg-shop'
  const status = `${group.split('/').slice(0, 3).join('/')}/providers/Microsoft.Sql/locations/westus2/failoverGroupAzureAsyncOperation/op-2`
  const doors = await Promise.all(servers.map((server) => openDoor(tabularResult, () => !fake.silent.has(server))))
  const hostOf = (server: string): string => `${server}.database.example`
  let operation: { readonly becomes: string; looksLeft: number } | null = null
  let ended: FakeGroup['ends'] = 'Succeeded'

  function look(): void {
    if (!operation) return
    operation.looksLeft -= 1
    if (operation.looksLeft > 0) return
    if (fake.ends === 'Succeeded') fake.primary = operation.becomes
    ended = fake.ends
    operation = null
  }

  function json(server: string, of: string): object {
    const isOther = isOtherTeams(server)
    const primary = isOther ? otherServers[0] : fake.primary
    const role = (one: string): string => (one === primary ? 'Primary' : 'Secondary')
    const partner = (isOther ? otherServers : servers).find((one) => one !== server) ?? ''
    return {
      id: `${path}/${server}/failoverGroups/${of}`,
      name: of,
      type: 'Microsoft.Sql/servers/failoverGroups',
      location: regions[server],
      properties: {
        readWriteEndpoint: {
          failoverPolicy: fake.policy,
          ...(fake.policy === 'Automatic' ? { failoverWithDataLossGracePeriodMinutes: 60 } : {})
        },
        replicationRole: role(server),
        replicationState: fake.state,
        partnerServers: [
          { id: `${path}/${partner}`, location: regions[partner], replicationRole: role(partner) },
          ...(fake.hasThird
            ? [{ id: `${path}/sql-third`, location: 'France Central', replicationRole: 'Secondary' }]
            : [])
        ],
        databases: [`${path}/${server}/databases/orders`]
      }
    }
  }

  const listed = (): object[] =>
    [...(fake.hasOtherTeam ? otherServers : []), ...servers].map((server) => ({
      id: `${path}/${server}`,
      name: server,
      type: 'Microsoft.Sql/servers',
      location: regions[server],
      properties: {
        fullyQualifiedDomainName: `${hostOf(server)}:${doors[isOtherTeams(server) ? 0 : servers.findIndex((one) => one === server)]?.port}`
      }
    }))

  function answerOf(server: string, of: string | undefined, response: ServerResponse): void {
    if (fake.unreadable.has(server))
      return sendJson(response, { error: { code: 'ServiceUnavailable', message: 'It does not answer.' } }, 503)
    const own = isOtherTeams(server) ? ['fg-billing'] : [name, ...(fake.hasAnother ? ['fg-other'] : [])]
    const names = fake.isThere ? own : []
    if (of === undefined) return sendJson(response, { value: names.map((one) => json(server, one)) })
    look()
    if (names.includes(of)) return sendJson(response, json(server, of))
    return sendJson(response, { error: { code: 'ResourceNotFound', message: 'There is none.' } }, 404)
  }

  const fake: FakeGroup = {
    isThere: false,
    name,
    primary: servers[0],
    servers,
    silent: new Set([servers[0]]),
    unreadable: new Set(),
    state: 'CATCH_UP',
    policy: 'Manual',
    hasThird: false,
    hasAnother: false,
    hasOtherTeam: false,
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
          const error = { code: 'OperationTimedOut', message: 'It timed out and was rolled back.' }
          const now = operation ? 'InProgress' : ended
          sendJson(response, { name: 'op-2', status: now, ...(now === 'Failed' ? { error } : {}) })
        }
        return true
      }
      if (!at.toLowerCase().startsWith(path.toLowerCase())) return false
      const [, server, , of] = at.slice(path.length).split('/')
      if (server === undefined) sendJson(response, { value: fake.isThere ? listed() : [] })
      else answerOf(server, of, response)
      return true
    },
    posted(url) {
      const [at = ''] = url.split('?')
      const [, server = '', what] =
        /\/Microsoft\.Sql\/servers\/([^/]+)\/failoverGroups\/[^/]+\/(failover|forceFailoverAllowDataLoss)$/.exec(at) ??
        []
      if (what === undefined) return null
      return {
        begin() {
          // While one is under way a second one is turned away, and so is one that is sent to the primary.
          if (operation || server === fake.primary) return false
          operation = { becomes: server, looksLeft: fake.looks }
          return true
        }
      }
    },
    accepted: () => ({
      'azure-asyncoperation': `${base()}${status}?api-version=2021-11-01`,
      location: `${base()}${status.replace('AzureAsyncOperation', 'OperationResults')}?api-version=2021-11-01`,
      'retry-after': '1'
    }),
    close() {
      for (const { server } of doors) server.close()
    }
  }
  return fake
}

function isOtherTeams(server: string): boolean {
  return otherServers.some((one) => one === server)
}
