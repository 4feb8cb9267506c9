import { mapObserved, type PanelPart, type PanelView } from '../../../contract/index.ts'
import type { NestedProfile, ObservedRegion, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { wellInside } from './nested.ts'
import { endpointRows } from './endpoint-rows.ts'
import { answered } from './serving.ts'

/** A panel for each profile that is an endpoint of the one in front. */
export function nestedPanels(profile: TrafficProfile, region: ObservedRegion): readonly PanelView[] {
  return profile.endpoints.flatMap(({ id, name, nested }): readonly PanelView[] => {
    if (!nested) return []
    const parts = mapObserved(region, (view) => {
      const endpoint = view.profile.endpoints.find((one) => one.id === id)
      return endpoint?.nested ? nestedParts(endpoint, endpoint.nested) : []
    })
    return [
      { id: `region-nested-${name}`, title: `Nested ${nested.name?.profile ?? 'profile'}, behind ${name}`, parts }
    ]
  })
}

function nestedParts({ name }: TrafficEndpoint, nested: NestedProfile): readonly PanelPart[] {
  const { seen, unread } = nested
  if (!seen)
    return [
      {
        kind: 'sentence',
        tone: 'warn',
        text: `What is behind ${name} cannot be read: ${unread}. Whether an answer leads there cannot be told.`
      }
    ]
  const isWell = wellInside(seen) >= nested.leastWell
  return [
    {
      kind: 'grid',
      corner: `${seen.method ?? 'Unknown'} routing, at least ${nested.leastWell} online`,
      columns: ['endpointStatus', 'monitorStatus'],
      rows: endpointRows(seen)
    },
    { kind: 'sentence', tone: isWell ? 'plain' : 'bad', text: nestedWords(name, nested, seen) }
  ]
}

/** How the inner profile counts for its parent, and what disabling its endpoint does (Microsoft Learn, Traffic Manager FAQ). */
export function nestedWords(name: string, { leastWell }: NestedProfile, seen: TrafficProfile): string {
  const well = wellInside(seen)
  const of = `${well} of ${seen.endpoints.length} endpoints in ${seen.profile} are online, ${leastWell} ${leastWell === 1 ? 'has' : 'have'} to be`
  const stands = !seen.isEnabled
    ? `${seen.profile} is disabled: ${name} counts as stopped`
    : leastWell > seen.endpoints.length
      ? `${of}: so many it does not have, and ${name} can never count as well`
      : well >= leastWell
        ? `${of}: ${name} counts as well${well === leastWell ? ', and does no more if one is lost' : ''}`
        : `${of}: ${name} counts as degraded`
  const [first] = answered(seen)
  const leads = first && well > 0 ? ` Led there, users get ${first.name}.` : ''
  return `${stands}.${leads} Disabling ${name} changes what its parent chooses, and nothing in ${seen.profile}.`
}
