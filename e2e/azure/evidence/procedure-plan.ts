import type { AccountPlan, AzurePlan, EndpointPlan } from '../../../src/main/drill/azure/plan.ts'
import { planOf } from '../../../src/main/drill/azure/testing/azure-stage.ts'

const regions = [
  { name: 'East US 2', host: 'eastus2.istio-aks.example.com' },
  { name: 'West US 2', host: 'westus2.istio-aks.example.com' }
] as const

function endpoint(name: string, index: 0 | 1, endpointStatus: 'Enabled' | 'Disabled'): EndpointPlan {
  const { host: target, name: endpointLocation } = regions[index]
  const properties = {
    endpointStatus,
    target,
    endpointLocation,
    weight: 1,
    priority: index + 1,
    alwaysServe: 'Disabled'
  }
  return { name, type: 'externalEndpoints', properties }
}

/**
 * Azure with the names of the written procedure, so that its lines can be run as they are written. Both regions are well
 * unless `isDown`; the secondary is switched off, as the procedure's second line implies.
 */
export function procedurePlan(isDown: boolean, more: Partial<AccountPlan> = {}): AzurePlan {
  const plan = planOf('region-switch', 5)
  const [profile] = plan.profiles
  const account: AccountPlan = {
    name: 'cosmosdb-istio-aks-prd',
    regions: ['East US 2', 'West US 2'],
    multiWrite: false,
    automaticFailover: false,
    consistency: 'Session',
    changeMs: 10_000,
    ...more
  }
  return {
    ...plan,
    resourceGroup: 'rg-istio-aks-prd',
    regions,
    vanity: { host: 'www.example.com', ttlSeconds: 60, form: 'alias' },
    profiles: [
      {
        ...profile,
        name: 'tm-istio-aks',
        relativeName: 'istio-aks',
        ttlSeconds: 30,
        intervalSeconds: 10,
        timeoutSeconds: 5,
        toleratedFailures: 2,
        endpoints: [endpoint('primary-endpoint', 0, 'Enabled'), endpoint('secondary-endpoint', 1, 'Disabled')]
      }
    ],
    account,
    events: isDown
      ? [{ on: 'start', afterMs: -360_000, deed: { do: 'region', region: 'East US 2', state: 'dead' } }]
      : [],
    propagationMs: 3000
  }
}
