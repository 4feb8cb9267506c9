import type { WireRequest } from '../../../contract/index.ts'
import type { AccountName } from '../../ports/data-account.ts'
import { isSameRegion } from './read-account.ts'

/** Azure/azure-rest-api-specs specification/cosmos-db, stable. */
export const accountVersion = '2025-10-15'

/**
 * All regions of an account in the order in which one of them writes: it comes first, the others keep their places. Numbers
 * from 0 without a gap satisfy both the description of the interface (at most one less than there are regions) and `az`.
 */
export function orderWith(
  { regions }: { readonly regions: readonly { readonly name: string }[] },
  first: string
): readonly string[] {
  const names = regions.map(({ name }) => name)
  return [...names.filter((name) => isSameRegion(name, first)), ...names.filter((name) => !isSameRegion(name, first))]
}

/** The planned change of who writes: `order` names every region of the account, the one that is to write first. */
export function priorityChangeRequest(name: AccountName, order: readonly string[]): WireRequest {
  const failoverPolicies = order.map((locationName, failoverPriority) => ({ locationName, failoverPriority }))
  return post(name, 'failoverPriorityChange', { failoverPolicies })
}

/** Takes a region that is down out of an account; `region` as the account writes it (RegionForOnlineOffline). */
export function offlineRegionRequest(name: AccountName, region: string): WireRequest {
  return post(name, 'offlineRegion', { region })
}

function post({ subscription, group, account }: AccountName, what: string, body: object): WireRequest {
  const at = ['subscriptions', subscription, 'resourceGroups', group, 'providers', 'Microsoft.DocumentDB']
  return {
    method: 'POST',
    path: `/${[...at, 'databaseAccounts', account, what].map(encodeURIComponent).join('/')}`,
    query: { 'api-version': accountVersion },
    contentType: 'application/json',
    body: JSON.stringify(body)
  }
}
