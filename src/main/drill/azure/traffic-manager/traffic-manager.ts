import type { Simulation } from '../../clock/simulation.ts'
import { drawFor } from '../../world/random.ts'
import type { AzurePlan, ProfilePlan } from '../plan.ts'
import type { Regions } from '../regions.ts'
import type { Monitor, ProbeAnswer } from './monitor.ts'
import { createMonitor } from './monitor.ts'
import type { MonitorStatus, StoredEndpoint, StoredProfile } from './profile.ts'
import { fqdnOf, isEnabled, isExpected, isProfileEnabled, targetOf } from './profile.ts'
import type { ObservedEndpoint } from './routing.ts'

/** What the name servers have heard of a profile. */
export interface PublishedProfile {
  readonly profile: StoredProfile
  readonly observed: readonly ObservedEndpoint[]
}

/** Profiles with their probes, and what of them has reached the name servers. */
export interface TrafficManager {
  profiles(): readonly StoredProfile[]
  /** The profile of that name, in any letter case. */
  find(name: string): StoredProfile | undefined
  /** Replaces the profile of the same name, or adds one. */
  write(profile: StoredProfile): void
  /** Called after every write. */
  onWrite(listener: (profile: StoredProfile) => void): void
  statusOf(profile: StoredProfile, endpoint: StoredEndpoint): MonitorStatus
  /** `monitorConfig.profileMonitorStatus`. */
  profileStatus(profile: StoredProfile): string
  /** The profile that a name belongs to, as the name servers know it. */
  published(fqdn: string): PublishedProfile | undefined
}

const keyOf = ({ name }: { readonly name: string }, { type, name: endpoint }: StoredEndpoint): string =>
  `${name}/${type}/${endpoint}`.toLowerCase()

function storedOf(plan: ProfilePlan): StoredProfile {
  return {
    name: plan.name,
    tags: {},
    properties: {
      profileStatus: 'Enabled',
      trafficRoutingMethod: plan.method,
      dnsConfig: {
        relativeName: plan.relativeName,
        fqdn: `${plan.relativeName}.trafficmanager.net`,
        ttl: plan.ttlSeconds
      },
      monitorConfig: {
        protocol: 'HTTPS',
        port: 443,
        path: '/healthz',
        intervalInSeconds: plan.intervalSeconds,
        timeoutInSeconds: plan.timeoutSeconds,
        toleratedNumberOfFailures: plan.toleratedFailures
      },
      trafficViewEnrollmentStatus: 'Disabled'
    },
    endpoints: plan.endpoints
  }
}

/**
 * Profile-level status: one endpoint that is Degraded makes the profile so, and one without any that is probed or served
 * is Inactive (MicrosoftDocs/azure-docs traffic-manager-monitoring.md).
 */
function overall(profile: StoredProfile, statuses: readonly MonitorStatus[]): string {
  if (!isProfileEnabled(profile)) return 'Disabled'
  if (statuses.includes('Degraded')) return 'Degraded'
  if (statuses.includes('CheckingEndpoint')) return 'CheckingEndpoints'
  return statuses.some((status) => status === 'Online' || status === 'Unmonitored') ? 'Online' : 'Inactive'
}

/** Traffic Manager as it is a moment before the history begins; probing starts with it. */
export function createTrafficManager(plan: AzurePlan, regions: Regions, simulation: Simulation): TrafficManager {
  const stored = new Map<string, StoredProfile>()
  const monitors = new Map<string, Monitor>()
  const heard = new Map<string, PublishedProfile>()
  const listeners: ((profile: StoredProfile) => void)[] = []

  const statusOf = (profile: StoredProfile, endpoint: StoredEndpoint): MonitorStatus =>
    monitors.get(keyOf(profile, endpoint))?.status() ?? 'Stopped'

  const publishLater = (name: string, delayMs: number): void => {
    simulation.after(delayMs, () => {
      const profile = stored.get(name)
      if (profile === undefined) return
      const observed = profile.endpoints.map((endpoint) => ({ endpoint, status: statusOf(profile, endpoint) }))
      heard.set(fqdnOf(profile), { profile, observed })
    })
  }

  const childOf = (endpoint: StoredEndpoint): StoredProfile | undefined =>
    [...stored.values()].find((one) => fqdnOf(one) === targetOf(endpoint))

  /** A nested profile is well while enough of its endpoints are. */
  const probeChild = (endpoint: StoredEndpoint, child: StoredProfile): ProbeAnswer => {
    const least = Number(endpoint.properties['minChildEndpoints'] ?? 1)
    const well = child.endpoints.filter((one) => ['Online', 'Unmonitored'].includes(statusOf(child, one))).length
    return well >= least ? 200 : 503
  }

  const probe = (endpoint: StoredEndpoint): ProbeAnswer => {
    const child = endpoint.type === 'nestedEndpoints' ? childOf(endpoint) : undefined
    if (child !== undefined) return probeChild(endpoint, child)
    const state = regions.stateOf(targetOf(endpoint))
    return state === 'serves' ? 200 : state === 'failing' ? 503 : 'timeout'
  }

  const watch = (profile: StoredProfile, endpoint: StoredEndpoint): void => {
    const key = keyOf(profile, endpoint)
    const name = profile.name.toLowerCase()
    const monitor = createMonitor({
      simulation,
      draw: drawFor(plan.seed, `probe/${key}`),
      current: () => {
        const now = stored.get(name)
        const found = now?.endpoints.find((one) => keyOf(now, one) === key)
        return now === undefined || found === undefined ? undefined : { profile: now, endpoint: found }
      },
      probe: (_, one) => probe(one),
      isExpected,
      onChange: () => publishLater(name, plan.propagationMs)
    })
    monitors.set(key, monitor)
  }

  const write = (profile: StoredProfile): void => {
    const name = profile.name.toLowerCase()
    const isNew = !stored.has(name)
    stored.set(name, profile)
    for (const endpoint of profile.endpoints) if (!monitors.has(keyOf(profile, endpoint))) watch(profile, endpoint)
    // Also those of endpoints that are gone: one of the same name may come back.
    for (const [key, monitor] of monitors) if (key.startsWith(`${name}/`)) monitor.written()
    publishLater(name, isNew ? 0 : plan.propagationMs)
    for (const listener of listeners) listener(profile)
  }

  for (const profile of plan.profiles) write(storedOf(profile))
  return {
    profiles: () => [...stored.values()],
    find: (name) => stored.get(name.toLowerCase()),
    write,
    onWrite: (listener) => void listeners.push(listener),
    statusOf,
    profileStatus: (profile) =>
      overall(
        profile,
        profile.endpoints.filter(isEnabled).map((endpoint) => statusOf(profile, endpoint))
      ),
    published: (fqdn) => heard.get(fqdn.toLowerCase())
  }
}
