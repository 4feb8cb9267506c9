import type { RegionNotice } from '../../contract/index.ts'
import { utcSpelled } from '../../contract/words/format-time.ts'
import type { ObservedRegion, RegionView, TrafficEndpoint } from '../ports/azure.ts'
import { doubtWords, isFoundIll, isInDoubt } from '../providers/azure/serving.ts'
import { endpointState, type EndpointStates } from './endpoint-states.ts'

/**
 * What the list of services says of what leads users here: that an endpoint does not answer, or may not, or that nothing is known of it.
 * Null where all that was read is well, and where nobody has said what leads here. Which of the services are behind it no
 * reading tells, and that is said.
 */
export function regionNotice(
  region: ObservedRegion | undefined,
  states: Pick<EndpointStates, 'since'>
): RegionNotice | null {
  if (region === undefined || region.state === 'loading') return null
  if (region.state !== 'value') return unread(region)
  const { profile, probes } = region.value
  const silent = profile.endpoints.filter((endpoint) => endpointState(endpoint, region.value) === 'silent')
  const doubtful = profile.endpoints.filter((endpoint) => isInDoubt(endpoint, probes.get(endpoint.id)))
  const doubts = doubtful.map((one) => `${one.name} ${doubtWords(one, probes.get(one.id))}`)
  if (silent.length === 0 && doubts.length > 0)
    return {
      tone: 'bad',
      lead: `${placesOf(doubtful)} not answer our own probe.`,
      text: `Profile ${profile.fqdn}: ${doubts.join('; ')}.`
    }
  if (silent.length === 0) return probing(region.value)
  const since = silent.flatMap(({ id }) => states.since(id) ?? []).toSorted()[0] ?? region.observedAt
  const each = silent.map(({ id, name, monitorStatus }) => {
    const own = probes.get(id)?.text ?? ''
    return `${name} is ${monitorStatus} by Traffic Manager, own probe: ${own}`
  })
  return {
    tone: 'bad',
    lead: `${placesOf(silent)} not answer, since ${utcSpelled(since)} or earlier.`,
    text: `Profile ${profile.fqdn}: ${[...each, ...doubts].join('; ')}. It is in front of all of them, as far as is known here, whatever their own numbers say.`
  }
}

/** What Traffic Manager finds ill is said at once: our own probe of a region that is silent takes as long as it may. */
function probing({ profile, probes }: RegionView): RegionNotice | null {
  const asked = profile.endpoints.filter(
    (endpoint) => endpoint.status === 'Enabled' && !probes.has(endpoint.id) && isFoundIll(endpoint)
  )
  if (asked.length === 0) return null
  const each = asked.map(({ name, monitorStatus }) => `${name} is ${monitorStatus}`)
  return {
    tone: 'unk',
    lead: `${each.join(', ')} by Traffic Manager.`,
    text: `Profile ${profile.fqdn}: our own probe has gone out, and is waited for up to ${profile.probe.timeoutSeconds} s, as Traffic Manager does.`
  }
}

function placesOf(silent: readonly TrafficEndpoint[]): string {
  const names = silent.map(({ name, location }) => (location === '' ? name : location))
  const [last = ''] = names.slice(-1)
  return names.length === 1 ? `Region ${last} does` : `Regions ${names.slice(0, -1).join(', ')} and ${last} do`
}

function unread(region: Exclude<ObservedRegion, { readonly state: 'value' | 'loading' }>): RegionNotice {
  const lead = 'What leads users here is not known.'
  if (region.state === 'absent') return { tone: 'unk', lead, text: region.reason }
  const since = region.state === 'unreachable' ? ` Not read since ${utcSpelled(region.sinceAt)}.` : ''
  const { message, remedy = '' } = region.failure
  return { tone: 'unk', lead, text: `${message}${since} ${remedy}`.trim() }
}
