import { FailureError, failureOf } from '../../../contract/index.ts'
import { arrayAt, at, numberAt, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { AccountName, AccountRegion, ConsistencyLevel, DataAccount } from '../../ports/data-account.ts'
import { listedIn, type Listed } from './listed.ts'
import { accountId } from './resource-id.ts'

/** More accounts than a subscription has, where nobody asked for more (Microsoft Learn, Azure Cosmos DB service quotas: 250). */
const mostAccounts = 250
/** More regions than Azure has. */
const mostRegions = 100
const levels: readonly ConsistencyLevel[] = ['Strong', 'BoundedStaleness', 'Session', 'ConsistentPrefix', 'Eventual']

/** Whether two spellings name one region: requests take `westus2` and `West US 2`. */
export function isSameRegion(a: string, b: string): boolean {
  return plainRegion(a) === plainRegion(b)
}

function plainRegion(name: string): string {
  return name.toLowerCase().replaceAll(/[\s()]/g, '')
}

/**
 * An account as Azure Resource Manager sends it (Azure/azure-rest-api-specs specification/cosmos-db 2025-10-15, definition
 * DatabaseAccountGetResults), in the parts that are judged by.
 * @throws FailureError `server` for what is no account, or does not say which regions it has and which of them write.
 */
export function readAccount(name: AccountName, json: JsonObject): DataAccount {
  const properties = objectAt(json, 'properties')
  const regions = regionsOf(properties)
  const writeRegions = arrayAt(properties, 'writeLocations')
    .slice(0, mostRegions)
    .map((one) => text(one, 'locationName'))
    .filter((one) => one !== '')
  if (regions.length === 0 || writeRegions.length === 0) {
    const said = `What was answered for account ${name.account} does not say which regions it has and which of them write.`
    throw new FailureError(failureOf('server', said, { retryable: true }))
  }
  const policy = objectAt(properties, 'consistencyPolicy')
  const level = stringAt(policy, 'defaultConsistencyLevel').toLowerCase()
  const consistency = levels.find((one) => one.toLowerCase() === level) ?? null
  return {
    ...name,
    id: accountId(name),
    regions,
    writeRegions,
    isMultiWrite: at(properties, 'enableMultipleWriteLocations') === true,
    isServiceManaged: at(properties, 'enableAutomaticFailover') === true,
    consistency,
    staleness:
      consistency === 'BoundedStaleness'
        ? {
            seconds: numberAt(policy, 'maxIntervalInSeconds') ?? 0,
            versions: numberAt(policy, 'maxStalenessPrefix') ?? 0
          }
        : null,
    state: text(properties, 'provisioningState')
  }
}

/** Names of the accounts in the answer to a list. */
export function accountNames(json: JsonObject): Listed<string> {
  return listedIn(json, mostAccounts, (one) => {
    const name = text(one, 'name')
    return /^[a-z0-9-]{3,44}$/.test(name) ? name : null
  })
}

/** `failoverPolicies` is the order that counts; what else is said of a region is in `locations`. */
function regionsOf(properties: unknown): readonly AccountRegion[] {
  const locations = arrayAt(properties, 'locations').slice(0, mostRegions)
  const policies = arrayAt(properties, 'failoverPolicies').slice(0, mostRegions)
  return (policies.length > 0 ? policies : locations)
    .flatMap((one) => {
      const name = text(one, 'locationName')
      const priority = numberAt(one, 'failoverPriority')
      if (name === '' || priority === undefined) return []
      const found = locations.find((location) => isSameRegion(stringAt(location, 'locationName'), name))
      const endpoint = text(found, 'documentEndpoint')
      return [{ name, priority, endpoint, state: text(found, 'provisioningState') }]
    })
    .toSorted((a, b) => a.priority - b.priority)
}

function text(of: unknown, member: string): string {
  return visibleText(stringAt(of, member), 120)
}
