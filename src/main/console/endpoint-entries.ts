import type { ObservedRegion, RegionView, TrafficEndpoint } from '../ports/azure.ts'
import type { Journal } from '../ports/journal.ts'
import { isEndpointIll } from '../providers/azure/serving.ts'
import type { Incident } from './incident.ts'

/**
 * Writes down when an endpoint that is enabled was first seen not to answer, and when that was over: it answers, or users are
 * led to it no more. One that was not asked by our own probe yet is waited for.
 * @returns takes each reading of what leads users to the region
 */
export function endpointEntries(journal: Journal, { ref }: Pick<Incident, 'ref'>): (region: ObservedRegion) => void {
  const silent = new Set<string>()
  return (region) => {
    if (region.state !== 'value') return
    const { value, observedAt } = region
    for (const endpoint of value.profile.endpoints) {
      const is = stateOf(endpoint, value)
      if (is === null || silent.has(endpoint.id) === (is === 'silent')) continue
      if (is === 'silent') silent.add(endpoint.id)
      else silent.delete(endpoint.id)
      const text = textOf(endpoint, value, is)
      const body = { what: 'endpoint', ref, name: endpoint.name, is, happenedAt: observedAt, text }
      journal.append('note', body).catch(() => undefined)
    }
  }
}

function stateOf(endpoint: TrafficEndpoint, { probes }: RegionView): 'silent' | 'answers' | 'left' | null {
  if (endpoint.status === 'Disabled') return 'left'
  const probe = probes.get(endpoint.id)
  if (endpoint.status !== 'Enabled' || !probe) return null
  return isEndpointIll(endpoint, probe) ? 'silent' : 'answers'
}

function textOf(endpoint: TrafficEndpoint, { probes }: RegionView, is: 'silent' | 'answers' | 'left'): string {
  const { name, location, monitorStatus } = endpoint
  const named = location === '' ? name : `${name}, ${location},`
  if (is === 'answers') return `${named} answers again`
  if (is === 'left') return `${named} is disabled: users are led to it no more`
  return `${named} does not answer: ${monitorStatus} by Traffic Manager, own probe: ${probes.get(endpoint.id)?.text ?? ''}`
}
