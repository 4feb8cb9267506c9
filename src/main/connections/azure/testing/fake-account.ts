import type { ServerResponse } from 'node:http'
import { sendJson } from '../../testing/tls-server.ts'

/** What is done with the account now; it ends by being looked at so often. */
interface FakeOperation {
  readonly becomes: readonly string[]
  looksLeft: number
}

/** A Cosmos DB account in memory: by name and priority its regions, the first of which writes. */
export interface FakeAccount {
  regions: string[]
  /** Regions whose gateway is silent. */
  readonly silent: Set<string>
  isMultiWrite: boolean
  isServiceManaged: boolean
  consistency: string
  /** Says that there are no accounts, or more than one. */
  besides: 'nothing' | 'another' | null
  /** How the next operation ends. */
  ends: 'Succeeded' | 'Failed' | 'Canceled'
  /** How often it has to be looked at until it ends. */
  looks: number
  /** What is answered to whoever asks how an operation stands; null for how it stands. */
  polls: ((response: ServerResponse) => void) | null
  /** The 202's headers, as they are when it is sent; null for the usual ones. */
  headers: Readonly<Record<string, string>> | null
  /** Whether a host is the gateway of a region that answers; null for another host. */
  isGateway(host: string): boolean | null
  /** Answers a read; false for one that is about something else. */
  answer(url: string, response: ServerResponse): boolean
  /** What a POST begins; null for one that is about something else. */
  posted(url: string, body: string): { readonly begin: () => boolean } | null
  accepted(): Readonly<Record<string, string>>
}

const name = 'cosmosdb-istio-aks-prd'
const plain = (region: string): string => region.toLowerCase().replaceAll(' ', '')
const hostOf = (region: string): string => `${name}-${plain(region)}.documents.example`

/** Starts with the write region of the first endpoint, silent as that is. `group` is the id of its resource group. */
export function fakeAccount(group: string, base: () => string): FakeAccount {
  const id = `${group}/providers/Microsoft.DocumentDB/databaseAccounts/${name}`
  const status = `${group.split('/').slice(0, 3).join('/')}/providers/Microsoft.DocumentDB/locations/eastus2/operationsStatus/op-1`
  let operation: FakeOperation | null = null
  let ended = 'Succeeded'

  function look(): void {
    if (!operation) return
    operation.looksLeft -= 1
    if (operation.looksLeft > 0) return
    if (account.ends === 'Succeeded') account.regions = [...operation.becomes]
    ended = account.ends
    operation = null
  }

  function json(): object {
    const state = operation ? 'Updating' : 'Succeeded'
    const locations = account.regions.map((region, failoverPriority) => ({
      id: `${name}-${plain(region)}`,
      locationName: region,
      documentEndpoint: `https://${hostOf(region)}:${new URL(base()).port}/`,
      provisioningState: state,
      failoverPriority
    }))
    return {
      id,
      name,
      type: 'Microsoft.DocumentDB/databaseAccounts',
      properties: {
        provisioningState: state,
        enableAutomaticFailover: account.isServiceManaged,
        enableMultipleWriteLocations: account.isMultiWrite,
        consistencyPolicy: {
          defaultConsistencyLevel: account.consistency,
          maxIntervalInSeconds: 5,
          maxStalenessPrefix: 100
        },
        writeLocations: account.isMultiWrite ? locations : locations.slice(0, 1),
        readLocations: locations,
        locations,
        failoverPolicies: locations.map(({ id: own, locationName, failoverPriority }) => ({
          id: own,
          locationName,
          failoverPriority
        }))
      }
    }
  }

  function statusJson(): object {
    if (operation) return { name: 'op-1', status: 'Dequeued' }
    const error = { code: 'ServiceUnavailable', message: 'It could not be completed in all regions.' }
    return { name: 'op-1', status: ended, ...(ended === 'Failed' ? { error } : {}) }
  }

  const account: FakeAccount = {
    regions: ['East US 2', 'West US 2'],
    silent: new Set(['East US 2']),
    isMultiWrite: false,
    isServiceManaged: false,
    consistency: 'Session',
    besides: null,
    ends: 'Succeeded',
    looks: 2,
    polls: null,
    headers: null,
    isGateway(host) {
      const region = ['East US 2', 'West US 2', 'France Central'].find((one) => host.startsWith(hostOf(one)))
      return region === undefined ? null : !account.silent.has(region)
    },
    answer(url, response) {
      const [path = ''] = url.split('?')
      if (path.toLowerCase() === status.toLowerCase()) {
        if (account.polls) account.polls(response)
        else {
          look()
          sendJson(response, statusJson())
        }
        return true
      }
      const isList = path.toLowerCase().endsWith('/databaseaccounts')
      if (!isList && path.toLowerCase() !== id.toLowerCase()) return false
      look()
      const another = account.besides === 'another' ? [{ name: 'another-account' }] : []
      if (isList) sendJson(response, { value: account.besides === 'nothing' ? [] : [json(), ...another] })
      else sendJson(response, json())
      return true
    },
    posted(url, body) {
      const [path = ''] = url.split('?')
      const [, what] = /\/databaseAccounts\/[^/]+\/(failoverPriorityChange|offlineRegion)$/i.exec(path) ?? []
      if (what === undefined) return null
      const sent = JSON.parse(body) as {
        readonly region?: string
        readonly failoverPolicies?: readonly { readonly locationName: string; readonly failoverPriority: number }[]
      }
      const becomes = sent.failoverPolicies
        ? sent.failoverPolicies
            .toSorted((a, b) => a.failoverPriority - b.failoverPriority)
            .map(({ locationName }) => locationName)
        : account.regions.filter((region) => region !== sent.region)
      return {
        begin() {
          // While one is under way a second one is turned away.
          if (operation) return false
          operation = { becomes, looksLeft: account.looks }
          return true
        }
      }
    },
    accepted: () =>
      account.headers ?? {
        'azure-asyncoperation': `${base()}${status}?api-version=2025-10-15`,
        location: `${base()}${id}/operationResults/op-1?api-version=2025-10-15`,
        'retry-after': '1'
      }
  }
  return account
}
