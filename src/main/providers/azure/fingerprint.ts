import { createHash } from 'node:crypto'
import { canonicalJson } from '../../lib/canonical-json.ts'
import type { EndpointStatus, TrafficProfile } from '../../ports/azure.ts'

/** How a profile has to stand just before one of our changes: as it was planned, and changed by us alone since. */
export interface ExpectedProfile {
  /**
   * SHA-256 (lower-case hex) of everything but the statuses: routing, TTL, probe, whose headers may be secret, and of each
   * endpoint target, priority, weight and the like.
   */
  readonly settings: string
  /** By the endpoint's id. */
  readonly statuses: Readonly<Record<string, EndpointStatus>>
}

/** The profile as it stands, for a comparison later. What Traffic Manager observes is left out: it changes by itself. */
export function expectedOf(profile: TrafficProfile): ExpectedProfile {
  const { isEnabled, method, fqdn, ttlSeconds, probe, endpoints } = profile
  const kept = endpoints.map(({ status: _wanted, monitorStatus: _seen, nested, ...rest }) => ({
    ...rest,
    // What goes on inside another profile is no change of this one.
    ...(nested ? { nested: { name: nested.name, leastWell: nested.leastWell } } : {})
  }))
  const text = canonicalJson({ isEnabled, method, fqdn, ttlSeconds, probe, endpoints: kept })
  const settings = createHash('sha256').update(text).digest('hex')
  return {
    settings,
    statuses: Object.fromEntries(endpoints.flatMap(({ id, status }) => (status === null ? [] : [[id, status]])))
  }
}

/** What differs from how it has to stand, in words; empty when nothing does. There is no ETag that the service promises to obey. */
export function differences(profile: TrafficProfile, expected: ExpectedProfile): readonly string[] {
  const now = expectedOf(profile)
  const ids = [...new Set([...Object.keys(now.statuses), ...Object.keys(expected.statuses)])]
  const changed = ids.filter((id) => now.statuses[id] !== expected.statuses[id])
  const words = changed.map((id) => {
    const name = profile.endpoints.find((endpoint) => endpoint.id === id)?.name ?? id.split('/').at(-1) ?? id
    return `${name} is ${now.statuses[id] ?? 'gone'} instead of ${expected.statuses[id] ?? 'not there'}`
  })
  return now.settings === expected.settings ? words : [...words, 'its settings are others than before']
}
