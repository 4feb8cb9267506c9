import type { Simulation } from '../clock/simulation.ts'
import { isObject } from '../store/json-value.ts'
import type { AzureWorld } from './azure-world.ts'
import type { AzurePlan, Deed } from './plan.ts'
import type { AzureCall } from './server.ts'
import type { VisitorSecond } from './users/visitors.ts'

/** What happened to Azure and to those who use the service, for the referee. */
export interface AzureReport {
  readonly calls: readonly AzureCall[]
  /** Since the drill began. */
  readonly visitors: {
    readonly lookups: number
    /** Lookups that came back without an address, and in how many simulated seconds there were any. */
    readonly darkLookups: number
    readonly darkSeconds: number
    readonly requests: number
    readonly errors: number
    /** How many hold a connection to each region now. */
    readonly connected: Readonly<Record<string, number>>
    /** The last 600 seconds, one by one. */
    readonly seconds: readonly VisitorSecond[]
  }
  readonly regions: Readonly<Record<string, string>>
  readonly writeRegion: string | null
  /** Server that is primary of the failover group. */
  readonly primaryServer: string | null
  /** Flexible server of PostgreSQL that is primary. */
  readonly primaryPostgres: string | null
  readonly endpoints: readonly { readonly name: string; readonly status: string; readonly monitor: string }[]
}

export interface AzureReferee {
  report(): AzureReport
  /** Does a deed that came as JSON. Throws Error with a message for the referee. */
  order(deed: unknown): void
}

const shownSeconds = 600

const total = (seconds: readonly VisitorSecond[], of: 'lookups' | 'darkLookups' | 'requests' | 'errors'): number =>
  seconds.reduce((sum, second) => sum + second[of], 0)

/** The truth about the endpoints of all profiles. */
function endpointsOf({ manager }: AzureWorld): AzureReport['endpoints'] {
  return manager.profiles().flatMap((profile) =>
    profile.endpoints.map((endpoint) => ({
      name: endpoint.name,
      status: String(endpoint.properties['endpointStatus']),
      monitor: manager.statusOf(profile, endpoint)
    }))
  )
}

function isDeed(given: unknown): given is Deed {
  return isObject(given) && typeof given['do'] === 'string'
}

/** Watches over Azure. `startMs`: simulated time at which the drill began. */
export function createAzureReferee(
  world: AzureWorld,
  simulation: Simulation,
  startMs: number,
  calls: () => readonly AzureCall[]
): AzureReferee {
  const stateOf = ({ regions }: AzureWorld, { host }: AzurePlan['regions'][number]): string =>
    regions.stateOf(host) ?? ''
  return {
    report() {
      simulation.catchUp()
      const seconds = world.visitors.seconds.filter(({ atMs }) => atMs >= startMs)
      return {
        calls: calls(),
        visitors: {
          lookups: total(seconds, 'lookups'),
          darkLookups: total(seconds, 'darkLookups'),
          darkSeconds: seconds.filter(({ darkLookups }) => darkLookups > 0).length,
          requests: total(seconds, 'requests'),
          errors: total(seconds, 'errors'),
          connected: world.visitors.connected(),
          seconds: seconds.slice(-shownSeconds)
        },
        regions: Object.fromEntries(world.plan.regions.map((region) => [region.name, stateOf(world, region)])),
        writeRegion: world.cosmos?.account.regions[0]?.name ?? null,
        primaryServer: world.sql?.primary() ?? null,
        primaryPostgres: world.postgres?.primary() ?? null,
        endpoints: endpointsOf(world)
      }
    },
    order(deed) {
      if (!isDeed(deed)) throw new Error('do must name a deed')
      simulation.catchUp()
      world.deed(deed)
    }
  }
}
