import type {
  AccountPlan,
  AzurePlan,
  EndpointPlan,
  PostgresPlan,
  ProfilePlan,
  RegionPlan,
  SqlPlan
} from '../azure/plan.ts'
import type { Draw } from '../world/random.ts'
import { drawFor } from '../world/random.ts'
import type { ScenarioId } from './plan.ts'
import type { RegionScenarioId } from './region-stories.ts'
import { regionScenarioIds, regionStory } from './region-stories.ts'

/** Whether a scenario is about regions. */
export function isAboutRegions(id: ScenarioId): id is RegionScenarioId {
  return regionScenarioIds.some((one) => one === id)
}

type RegionPair = readonly [primary: string, secondary: string]

/** Pairs that Azure pairs, as ARM displays them. */
const pairs: readonly [RegionPair, ...RegionPair[]] = [
  ['East US 2', 'Central US'],
  ['West Europe', 'North Europe'],
  ['Southeast Asia', 'East Asia'],
  ['UK South', 'UK West']
]

const shortName = (region: string): string => region.toLowerCase().replaceAll(' ', '')

/** A version 4 UUID, drawn. */
function drawUuid(draw: Draw): string {
  const hex = Array.from({ length: 32 }, (_, index) =>
    index === 12 ? '4' : (index === 16 ? draw.int(8, 11) : draw.int(0, 15)).toString(16)
  ).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function endpointAt(
  name: string,
  region: RegionPlan,
  priority: number,
  endpointStatus: 'Enabled' | 'Disabled'
): EndpointPlan {
  return {
    name,
    type: 'externalEndpoints',
    properties: {
      endpointStatus,
      target: region.host,
      weight: 1,
      priority,
      endpointLocation: region.name,
      alwaysServe: 'Disabled'
    }
  }
}

/** When the region died that users are sent to, relative to the start; 0 where none did. */
export function diedAtMs({ events }: AzurePlan): number {
  return events.find(({ deed }) => deed.do === 'region' && deed.state === 'dead')?.afterMs ?? 0
}

/** A failover group whose primary is in the first region. Grace periods are whole hours (Microsoft Learn: at least one). */
function drawGroup(service: string, [first, second]: RegionPair, draw: Draw): SqlPlan {
  const serverIn = (region: string) => ({ name: `sql-${service}-${shortName(region)}`, region })
  return {
    name: `fg-${service}-prd`,
    servers: [serverIn(first), serverIn(second)],
    policy: draw.pick(['Manual', 'Automatic']),
    graceMinutes: draw.pick([60, 120, 240]),
    state: 'CATCH_UP',
    changeMs: draw.int(15, 40) * 1000
  }
}

/** A primary in the first region and its replica in the second, behind a virtual endpoint. */
function drawPostgres(service: string, [first, second]: RegionPair, draw: Draw): PostgresPlan {
  const serverIn = (region: string) => ({ name: `pg-${service}-${shortName(region)}`, region })
  return {
    endpoint: `pg-${service}-prd`,
    servers: [serverIn(first), serverIn(second)],
    state: 'Active',
    version: draw.pick(['14', '15', '16']),
    size: draw.pick(['Standard_D4ds_v5', 'Standard_D8ds_v5']),
    storageGb: draw.pick([256, 512, 1_024]),
    changeMs: draw.int(30, 90) * 1000
  }
}

/** Azure of a scenario about regions; undefined for others. `service` names what is served. */
export function drawRegions(id: ScenarioId, seed: number, service: string): AzurePlan | undefined {
  if (!isAboutRegions(id)) return undefined
  const draw = drawFor(seed, 'azure')
  const names = draw.pick(pairs)
  const domain = 'shop.example.com'
  const regionOf = (name: string): RegionPlan => ({ name, host: `${shortName(name)}.${service}.${domain}` })
  const primary = regionOf(names[0])
  const secondary = regionOf(names[1])
  const profile: ProfilePlan = {
    name: `tm-${service}`,
    relativeName: `${service}-${draw.int(100, 999)}`,
    ttlSeconds: draw.pick([20, 30, 60]),
    method: 'Priority',
    intervalSeconds: draw.pick([10, 30]),
    timeoutSeconds: draw.pick([5, 9]),
    toleratedFailures: draw.int(2, 3),
    endpoints: [
      endpointAt(`${service}-${shortName(primary.name)}`, primary, 1, 'Enabled'),
      endpointAt(`${service}-${shortName(secondary.name)}`, secondary, 2, 'Disabled')
    ]
  }
  const account: AccountPlan = {
    name: `cosmos-${service}-prd`,
    regions: [primary.name, secondary.name],
    multiWrite: false,
    automaticFailover: false,
    consistency: draw.pick(['Session', 'BoundedStaleness', 'Eventual']),
    changeMs: draw.int(8, 20) * 1000
  }
  const sql = drawGroup(service, [primary.name, secondary.name], drawFor(seed, 'failover group'))
  const postgres = drawPostgres(service, [primary.name, secondary.name], drawFor(seed, 'flexible servers'))
  const cast = { primary, secondary, third: 'France Central', profile, account, sql, postgres }
  return {
    ...regionStory(id, cast, `www.${domain}`, drawFor(seed, 'region story')),
    seed,
    tenant: drawUuid(draw),
    subscription: drawUuid(draw),
    subscriptionName: 'Shop Production',
    resourceGroup: `rg-${service}-prd`,
    client: drawUuid(draw),
    principal: drawUuid(draw),
    regions: [primary, secondary],
    grants: [{ scope: 'subscription', actions: ['*'], notActions: [] }],
    propagationMs: draw.int(2000, 6000),
    darkAnswer: draw.pick(['noSuchName', 'noData'])
  }
}
