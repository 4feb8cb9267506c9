import type { ObservedRegion, RegionView, TrafficEndpoint } from '../ports/azure.ts'
import { isEndpointIll, isInDoubt } from '../providers/azure/serving.ts'

/** How an endpoint was found: `left` is one that users are led to no more. */
export type EndpointState = 'silent' | 'answers' | 'left'

/** How an endpoint is; null while our own probe has not been heard of, or is the only one that does not reach it. */
export function endpointState(endpoint: TrafficEndpoint, { probes }: Pick<RegionView, 'probes'>): EndpointState | null {
  if (endpoint.status === 'Disabled') return 'left'
  const probe = probes.get(endpoint.id)
  if (endpoint.status !== 'Enabled' || !probe || isInDoubt(endpoint, probe)) return null
  return isEndpointIll(endpoint, probe) ? 'silent' : 'answers'
}

/** Since when each endpoint is as it is, kept while the environment is open, whether or not a service is. */
export interface EndpointStates {
  /** Takes each reading of what leads users to the region. */
  see(region: ObservedRegion | undefined): void
  /** When an endpoint was first seen as it is now, ISO; undefined before any reading. It was so then or earlier. */
  since(id: string): string | undefined
}

export function createEndpointStates(): EndpointStates {
  const states = new Map<string, { readonly is: EndpointState; readonly at: string }>()
  return {
    see(region) {
      // What cannot be read now is as it was until it is read to be otherwise.
      if (region?.state !== 'value') return
      for (const endpoint of region.value.profile.endpoints) {
        const is = endpointState(endpoint, region.value)
        if (is !== null && states.get(endpoint.id)?.is !== is) states.set(endpoint.id, { is, at: region.observedAt })
      }
    },
    since: (id) => states.get(id)?.at
  }
}
