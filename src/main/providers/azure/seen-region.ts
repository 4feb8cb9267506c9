import { mapObserved, type Observed, type Share } from '../../../contract/index.ts'
import type { RegionView, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import type { World } from '../../ports/lever.ts'
import { isFoundIll, isProvedOnline } from './serving.ts'

/** What leads users to the region; null where nobody has said, and while it cannot be read: what it was says nothing. */
export function seenRegion({ region }: Pick<World, 'region'>): RegionView | null {
  return region?.state === 'value' ? region.value : null
}

/** An endpoint by kind and name, as choices have it: one name may stand for endpoints of two kinds. */
export function endpointKey({ kind, name }: Pick<TrafficEndpoint, 'kind' | 'name'>): string {
  return `${kind}/${name}`
}

export function endpointWith(
  { endpoints }: Pick<TrafficProfile, 'endpoints'>,
  key: string
): TrafficEndpoint | undefined {
  return endpoints.find((endpoint) => endpointKey(endpoint) === key)
}

/** The endpoints as parts of what is there now, for a judgement. */
export function presentEndpoints({ region, now }: Pick<World, 'region' | 'now'>): Observed<readonly Share[]> {
  if (region) return mapObserved(region, ({ profile }) => endpointShares(profile))
  return { state: 'absent', reason: 'No part of Azure is known', observedAt: now.toISOString() }
}

function endpointShares({ endpoints }: Pick<TrafficProfile, 'endpoints'>): readonly Share[] {
  return endpoints.map((endpoint) => ({
    label: endpoint.name,
    value: endpoint.status === 'Enabled' ? 1 : 0,
    detail: `${endpoint.status ?? 'unknown'}, ${endpoint.monitorStatus || 'not looked at'}`,
    tone: isProvedOnline(endpoint) ? 'good' : isFoundIll(endpoint) ? 'bad' : 'unknown'
  }))
}
