import type { Simulation } from '../clock/simulation.ts'
import { drawFor } from '../world/random.ts'
import { createResolver } from './dns/resolver.ts'
import type { DnsAnswer, DnsQuestion } from './dns/wire.ts'
import { createZones } from './dns/zones.ts'
import type { AzurePlan } from './plan.ts'
import type { Regions } from './regions.ts'
import { createRegions } from './regions.ts'
import type { Asker } from './traffic-manager/routing.ts'
import type { TrafficManager } from './traffic-manager/traffic-manager.ts'
import { createTrafficManager } from './traffic-manager/traffic-manager.ts'

/** What of Azure the service uses, as it is now. */
export interface AzureWorld {
  readonly plan: AzurePlan
  readonly regions: Regions
  readonly manager: TrafficManager
  /** What the name servers say. */
  readonly authoritative: (question: DnsQuestion) => DnsAnswer
  /** What a resolver says that many users share. */
  readonly resolver: (question: DnsQuestion) => DnsAnswer
}

/** How long before the drill its probes begin: long enough that all have their word. */
const watchedMs = 10 * 60_000

/** Builds it and plans its history; the simulation is still before `startMs` by ten minutes or more. */
export function createAzureWorld(plan: AzurePlan, simulation: Simulation, startMs: number): AzureWorld {
  const regions = createRegions(plan.regions, simulation, startMs)
  simulation.runUntil(startMs - watchedMs)
  const manager = createTrafficManager(plan, regions, simulation)
  const zones = createZones(plan, manager)
  const draw = drawFor(plan.seed, 'asker')
  const asker = (): Asker => ({
    chance: draw.next(),
    places: ['US', 'GEO-NA', 'WORLD'],
    nearest: plan.regions.map(({ name }) => name)
  })
  const resolver = createResolver({
    nowMs: () => simulation.nowMs(),
    ask: zones,
    asker,
    leastTtlSeconds: 0
  })
  return { plan, regions, manager, authoritative: (question) => zones(question, asker()), resolver }
}
