import { listOf, numberOf, textOf } from '../../store/json-value.ts'
import type { MonitorStatus, StoredEndpoint, StoredProfile } from './profile.ts'
import { isProfileEnabled, methodOf } from './profile.ts'

/** An endpoint with what its probes say. */
export interface ObservedEndpoint {
  readonly endpoint: StoredEndpoint
  readonly status: MonitorStatus
}

/** Who asks, as far as routing looks at it. */
export interface Asker {
  /** In [0, 1): which of several that may be answered, by weight. */
  readonly chance: number
  /** Region codes of the place, narrowest first, for example `['US-WA', 'US', 'GEO-NA', 'WORLD']`. */
  readonly places: readonly string[]
  /** Names of regions, nearest first. */
  readonly nearest: readonly string[]
}

/**
 * The endpoints that may be answered: Online, CheckingEndpoint and Unmonitored; where none of those is there, all that
 * are Degraded (MicrosoftDocs/azure-docs traffic-manager-monitoring.md).
 */
export function answerable(observed: readonly ObservedEndpoint[]): readonly StoredEndpoint[] {
  const having = (...wanted: readonly MonitorStatus[]): readonly StoredEndpoint[] =>
    observed.filter(({ status }) => wanted.includes(status)).map(({ endpoint }) => endpoint)
  const well = having('Online', 'CheckingEndpoint', 'Unmonitored')
  return well.length > 0 ? well : having('Degraded')
}

function byWeight(endpoints: readonly StoredEndpoint[], chance: number): readonly StoredEndpoint[] {
  const weights = endpoints.map(({ properties }) => numberOf(properties['weight']) || 1)
  let rest = chance * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => (rest -= weight) < 0)
  return endpoints.slice(Math.max(0, index)).slice(0, 1)
}

function geographic(observed: readonly ObservedEndpoint[], places: readonly string[]): readonly StoredEndpoint[] {
  // The narrowest mapping decides, whatever its endpoint's health is; only that it is not switched off counts.
  for (const place of places) {
    const mapped = observed.filter(({ endpoint }) => listOf(endpoint.properties['geoMapping']).includes(place))
    if (mapped.length === 0) continue
    return mapped
      .filter(({ status }) => !['Disabled', 'Stopped', 'Inactive'].includes(status))
      .map(({ endpoint }) => endpoint)
  }
  return []
}

/** Which endpoints a question is answered with; none for nothing to answer. */
export function routed(
  profile: StoredProfile,
  observed: readonly ObservedEndpoint[],
  asker: Asker
): readonly StoredEndpoint[] {
  if (!isProfileEnabled(profile)) return []
  const method = methodOf(profile)
  if (method === 'Geographic') return geographic(observed, asker.places)
  const able = answerable(observed)
  switch (method) {
    case 'Weighted':
      return byWeight(able, asker.chance)
    case 'MultiValue':
      return able.slice(0, numberOf(profile.properties['maxReturn']) || 1)
    case 'Performance': {
      const distance = ({ properties }: StoredEndpoint): number => {
        const at = asker.nearest.indexOf(textOf(properties['endpointLocation']))
        return at < 0 ? Infinity : at
      }
      return able.toSorted((a, b) => distance(a) - distance(b)).slice(0, 1)
    }
    case 'Subnet': {
      // Ranges are not drawn: an endpoint without any takes what no other has.
      const open = able.filter(({ properties }) => listOf(properties['subnets']).length === 0)
      return open.slice(0, 1)
    }
    default:
      return able
        .toSorted((a, b) => numberOf(a.properties['priority']) - numberOf(b.properties['priority']))
        .slice(0, 1)
  }
}
