import type { Simulation } from '../clock/simulation.ts'
import { drawFor } from '../world/random.ts'
import type { ArmSwitches } from './arm/arm.ts'
import type { Throttle } from './arm/throttle.ts'
import { createThrottle } from './arm/throttle.ts'
import { createAccount } from './cosmos/account.ts'
import type { Cosmos } from './cosmos/cosmos.ts'
import { createCosmos } from './cosmos/cosmos.ts'
import { createDeeds } from './deeds.ts'
import { createResolver } from './dns/resolver.ts'
import type { DnsAnswer, DnsQuestion } from './dns/wire.ts'
import { createZones } from './dns/zones.ts'
import type { TokenStore } from './entra/tokens.ts'
import type { EntraSwitches } from './entra/application-grant.ts'
import { createTokenStore } from './entra/tokens.ts'
import type { Operations } from './operations.ts'
import { createOperations } from './operations.ts'
import type { AzurePlan, Deed } from './plan.ts'
import type { FlexibleServers } from './postgres/flexible-servers.ts'
import { createFlexibleServers } from './postgres/flexible-servers.ts'
import type { Regions } from './regions.ts'
import { createRegions } from './regions.ts'
import type { FailoverGroup } from './sql/failover-group.ts'
import { createFailoverGroup } from './sql/failover-group.ts'
import type { Asker } from './traffic-manager/routing.ts'
import type { TrafficManager } from './traffic-manager/traffic-manager.ts'
import { createTrafficManager } from './traffic-manager/traffic-manager.ts'
import type { Visitors } from './users/visitors.ts'
import { createVisitors } from './users/visitors.ts'

/** What of Azure the service uses, as it is now. */
export interface AzureWorld {
  readonly plan: AzurePlan
  readonly regions: Regions
  readonly manager: TrafficManager
  readonly cosmos: Cosmos | undefined
  readonly sql: FailoverGroup | undefined
  readonly postgres: FlexibleServers | undefined
  readonly operations: Operations
  readonly throttle: Throttle
  readonly tokens: TokenStore
  readonly switches: ArmSwitches
  readonly entra: EntraSwitches
  readonly network: { nameServers: 'answer' | 'silent' }
  readonly visitors: Visitors
  /** What the name servers say. */
  readonly authoritative: (question: DnsQuestion) => DnsAnswer
  /** What two resolvers say that follow TTLs, each with a cache of its own, and one that keeps every answer for five minutes at least. */
  readonly resolver: (question: DnsQuestion) => DnsAnswer
  readonly otherResolver: (question: DnsQuestion) => DnsAnswer
  readonly companyResolver: (question: DnsQuestion) => DnsAnswer
  /** Does what somebody else does; throws Error where that cannot be. */
  readonly deed: (deed: Deed) => void
}

/** How long before the drill its probes and its visitors begin. */
const watchedMs = 45 * 60_000

/** Deeds that are planned for a time, or for after an endpoint was switched. */
function planEvents(
  plan: AzurePlan,
  manager: TrafficManager,
  simulation: Simulation,
  startMs: number,
  deed: (deed: Deed) => void
): void {
  for (const { on, afterMs, deed: planned } of plan.events) {
    if (on === 'start') {
      simulation.at(startMs + afterMs, () => deed(planned))
      continue
    }
    let isDone = false
    manager.onWrite((profile) => {
      const now = profile.endpoints.find(({ name }) => name === on.endpoint)?.properties['endpointStatus']
      if (isDone || now !== on.is || simulation.nowMs() < startMs) return
      isDone = true
      simulation.after(afterMs, () => deed(planned))
    })
  }
}

/** Builds it and plans its history; the simulation is still before `startMs` by three quarters of an hour or more. */
export function createAzureWorld(plan: AzurePlan, simulation: Simulation, startMs: number): AzureWorld {
  simulation.runUntil(startMs - watchedMs)
  const regions = createRegions(plan.regions)
  const manager = createTrafficManager(plan, regions, simulation)
  const operations = createOperations(simulation)
  const throttle = createThrottle(() => simulation.nowMs())
  const tokens = createTokenStore({ tid: plan.tenant, appid: plan.client, oid: plan.principal, xms_cc: ['cp1'] })
  const entra: EntraSwitches = { refuses: null, codeSeconds: 900 }
  const switches: ArmSwitches = {
    locks: [],
    denials: [],
    subscription: 'Enabled',
    challenge: undefined,
    polls: 200
  }
  const network: AzureWorld['network'] = { nameServers: 'answer' }
  const zones = createZones(plan, manager)
  const draw = drawFor(plan.seed, 'asker')
  const asker = (): Asker => ({
    chance: draw.next(),
    places: ['US', 'GEO-NA', 'WORLD'],
    nearest: plan.regions.map(({ name }) => name)
  })
  const resolverOf = (leastTtlSeconds: number): AzureWorld['resolver'] =>
    createResolver({ nowMs: () => simulation.nowMs(), ask: zones, asker, leastTtlSeconds })
  const visitors = createVisitors({
    simulation,
    draw: drawFor(plan.seed, 'visitors'),
    regions,
    host: plan.vanity.host,
    newResolver: () => resolverOf(0)
  })
  const cosmos =
    plan.account === undefined
      ? undefined
      : createCosmos({ plan, account: createAccount(plan.account), operations, regions })
  const sql = plan.sql === undefined ? undefined : createFailoverGroup(plan, plan.sql, { operations, regions })
  const postgres =
    plan.postgres === undefined ? undefined : createFlexibleServers(plan, plan.postgres, { operations, regions })
  const deed = createDeeds({
    plan,
    simulation,
    regions,
    manager,
    operations,
    throttle,
    tokens,
    switches,
    entra,
    network
  })
  planEvents(plan, manager, simulation, startMs, deed)
  return {
    plan,
    regions,
    manager,
    cosmos,
    sql,
    postgres,
    operations,
    throttle,
    tokens,
    switches,
    entra,
    network,
    visitors,
    authoritative: (question) => zones(question, asker()),
    resolver: resolverOf(0),
    otherResolver: resolverOf(0),
    companyResolver: resolverOf(300),
    deed
  }
}
