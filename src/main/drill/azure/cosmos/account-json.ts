import type { JsonObject } from '../../store/json-value.ts'
import type { AzurePlan } from '../plan.ts'
import type { Account } from './account.ts'
import { gatewayHost, gatewayZone, plainRegion } from './account.ts'

export const accountType = 'Microsoft.DocumentDB/databaseAccounts'

/** The account's id, as answers spell it. */
export function accountId({ subscription, resourceGroup }: AzurePlan, name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/${accountType}/${name}`
}

/** The account as it is answered. */
export function accountJson(plan: AzurePlan, account: Account): JsonObject {
  const { name, multiWrite, automaticFailover, consistency } = account.plan
  const locations = account.regions.map((region) => ({
    id: `${name}-${plainRegion(region.name)}`,
    locationName: region.name,
    documentEndpoint: `https://${gatewayHost(name, region.name)}:${account.gatewayPort}/`,
    provisioningState: account.provisioningState,
    failoverPriority: region.priority,
    isZoneRedundant: false
  }))
  return {
    id: accountId(plan, name),
    name,
    location: account.plan.regions[0] ?? '',
    type: accountType,
    kind: 'GlobalDocumentDB',
    tags: {},
    properties: {
      provisioningState: account.provisioningState,
      documentEndpoint: `https://${name}.${gatewayZone}:${account.gatewayPort}/`,
      publicNetworkAccess: 'Enabled',
      enableAutomaticFailover: automaticFailover,
      enableMultipleWriteLocations: multiWrite,
      isVirtualNetworkFilterEnabled: false,
      databaseAccountOfferType: 'Standard',
      consistencyPolicy: { defaultConsistencyLevel: consistency, maxIntervalInSeconds: 5, maxStalenessPrefix: 100 },
      writeLocations: multiWrite ? locations : locations.slice(0, 1),
      readLocations: locations,
      locations,
      failoverPolicies: locations.map(({ id, locationName, failoverPriority }) => ({
        id,
        locationName,
        failoverPriority
      }))
    }
  }
}
