import type { AccountPlan } from '../plan.ts'

/** One region of an account. */
export interface AccountRegion {
  readonly name: string
  /** 0 writes, unless all regions do. */
  readonly priority: number
}

/** A Cosmos DB account as it is now. */
export interface Account {
  readonly plan: AccountPlan
  /** By priority. Regions that were taken offline are no part of it. */
  regions: readonly AccountRegion[]
  /** `Updating` while an operation runs. */
  provisioningState: 'Succeeded' | 'Updating'
  /** Where the gateways of its regions are, which upstream is 443 and here is known once they are open. */
  gatewayPort: number
}

/** As the plan has it. */
export function createAccount(plan: AccountPlan): Account {
  return {
    plan,
    regions: plan.regions.map((name, priority) => ({ name, priority })),
    provisioningState: 'Succeeded',
    gatewayPort: 443
  }
}

/** How regions are compared: `East US 2` and `eastus2` are one. */
export const plainRegion = (name: string): string => name.toLowerCase().replaceAll(' ', '')

/** A wanted order, or what is wrong with it, in words. */
export function orderOf(account: Account, policies: readonly AccountRegion[]): readonly AccountRegion[] | string {
  const found = policies.map(({ name, priority }) => ({
    name: account.regions.find((region) => plainRegion(region.name) === plainRegion(name))?.name,
    priority
  }))
  const names = found.flatMap(({ name }) => (name === undefined ? [] : [name]))
  if (names.length !== policies.length) return 'Failover policies name a region that the account does not have.'
  if (new Set(names).size !== names.length) return 'Failover policies name a region twice.'
  if (names.length !== account.regions.length)
    return 'Failover policies must contain all the regions of the database account.'
  const priorities = new Set(policies.map(({ priority }) => priority))
  if (priorities.size !== policies.length) return 'Failover priorities must be unique.'
  if (!priorities.has(0)) return 'Exactly one region must have failover priority 0.'
  return found.map(({ name = '', priority }) => ({ name, priority })).toSorted((a, b) => a.priority - b.priority)
}

/** What is left after a region was taken offline: the next priority writes. */
export function without(account: Account, region: string): readonly AccountRegion[] {
  return account.regions.filter(({ name }) => name !== region).map(({ name }, priority) => ({ name, priority }))
}

/** The zone of the gateways, and the host of one region's. */
export const gatewayZone = 'documents.azure.com'
export const gatewayHost = (account: string, region: string): string =>
  `${account}-${plainRegion(region)}.${gatewayZone}`
