import type { ObservedRegion, RegionView, TrafficEndpoint } from '../ports/azure.ts'
import type { Journal } from '../ports/journal.ts'
import { endpointState, type EndpointState, type EndpointStates } from './endpoint-states.ts'
import { goingOnSince } from './incident-records.ts'
import { incidentScope } from './incident-scope.ts'
import type { Incident } from './incident.ts'

/**
 * Writes down when an endpoint that is enabled was first seen not to answer, and when that was over: it answers, or users are
 * led to it no more. One that was not asked by our own probe yet is waited for. What was written before the service was left
 * is not written again, and what came while it was closed has the time at which it was seen then.
 * @param now milliseconds since 1970
 * @param states of the environment
 * @returns takes each reading of what leads users to the region
 */
export function endpointEntries(
  journal: Journal,
  incident: Pick<Incident, 'key' | 'ref' | 'identity'>,
  now: number,
  states: Pick<EndpointStates, 'since'>
): (region: ObservedRegion) => void {
  const silent = silentIn(journal, incident, now)
  return (region) => {
    if (region.state !== 'value') return
    const { value, observedAt } = region
    for (const endpoint of value.profile.endpoints) {
      const { id, name } = endpoint
      const is = endpointState(endpoint, value)
      if (is === null || silent.has(name) === (is === 'silent')) continue
      if (is === 'silent') silent.add(name)
      else silent.delete(name)
      const happenedAt = states.since(id) ?? observedAt
      const body = { what: 'endpoint', ref: incident.ref, name, is, happenedAt, text: textOf(endpoint, value, is) }
      journal.append('note', body).catch(() => undefined)
    }
  }
}

/** Names of those that did not answer by what was written down last. */
function silentIn(journal: Journal, incident: Parameters<typeof incidentScope>[0], now: number): Set<unknown> {
  const own = journal.records().filter(incidentScope(incident, 0))
  const since = goingOnSince(own, now)
  const silent = new Set<unknown>()
  for (const { kind, seq, body } of own) {
    if (kind !== 'note' || body['what'] !== 'endpoint' || since === null || seq < since) continue
    if (body['is'] === 'silent') silent.add(body['name'])
    else silent.delete(body['name'])
  }
  return silent
}

function textOf(endpoint: TrafficEndpoint, { probes }: RegionView, is: EndpointState): string {
  const { name, location, monitorStatus } = endpoint
  const named = location === '' ? name : `${name}, ${location},`
  if (is === 'answers') return `${named} answers again`
  if (is === 'left') return `${named} is disabled: users are led to it no more`
  return `${named} does not answer: ${monitorStatus} by Traffic Manager, own probe: ${probes.get(endpoint.id)?.text ?? ''}`
}
