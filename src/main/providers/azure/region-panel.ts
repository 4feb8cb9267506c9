import { mapObserved, type PanelPart, type PanelRow, type PanelView } from '../../../contract/index.ts'
import type { AskedServer, ObservedRegion, ProbeReading, RegionView, TrafficEndpoint } from '../../ports/azure.ts'
import { answerWords, isMeasured } from './name-verdict.ts'
import { answered, isFoundIll, isProvedOnline } from './serving.ts'

/** What leads users to the region, as a live panel. Pure. */
export function regionPanel(region: ObservedRegion): PanelView {
  return { id: 'region', title: 'Traffic Manager', parts: mapObserved(region, partsOf) }
}

function partsOf({ profile, probes, names }: RegionView): readonly PanelPart[] {
  const { profile: name, method, ttlSeconds, endpoints, fqdn } = profile
  const serving = answered(profile)
  const sentence: PanelPart =
    serving.length > 0
      ? { kind: 'sentence', tone: 'plain', text: servedBy(serving) }
      : { kind: 'sentence', tone: 'bad', text: `No endpoint is answered: ${fqdn} is dark.` }
  return [
    {
      kind: 'rows',
      rows: [{ label: name, value: `${method ?? 'unknown'} routing, TTL ${ttlSeconds} s`, tone: 'plain' }]
    },
    { kind: 'rows', rows: endpoints.map((endpoint) => endpointRow(endpoint, probes.get(endpoint.id))) },
    sentence,
    {
      kind: 'rows',
      rows: [...names.authoritative, ...names.recursive].map((asked) => nameRow(asked, endpoints, names.authoritative))
    }
  ]
}

function servedBy(serving: readonly TrafficEndpoint[]): string {
  const names = serving.map(({ name }) => name).join(', ')
  return serving.length === 1
    ? `Only ${names} is answered. Disabling it would make the name dark.`
    : `${names} may be answered.`
}

function endpointRow(endpoint: TrafficEndpoint, probe: ProbeReading | undefined): PanelRow {
  const { name, priority, status, monitorStatus } = endpoint
  const tone = isProvedOnline(endpoint) ? 'good' : isFoundIll(endpoint) ? 'bad' : 'plain'
  const own = probe ? `; own probe: ${probe.text}` : ''
  return {
    label: priority === null ? name : `${name}, ${priority}`,
    value: `${status ?? 'unknown'}, ${monitorStatus || 'not looked at'}${own}`,
    tone
  }
}

function nameRow(asked: AskedServer, endpoints: readonly TrafficEndpoint[], sources: readonly AskedServer[]): PanelRow {
  const { server, answer } = asked
  const ttl =
    !sources.includes(asked) && 'ttlSeconds' in answer && answer.ttlSeconds !== null
      ? `, for ${answer.ttlSeconds} s more`
      : ''
  const tone = answer.kind === 'dark' ? 'bad' : isMeasured(asked) ? 'plain' : 'unknown'
  return {
    label: sources.includes(asked) ? `${server}, of the zone` : server,
    value: `${answerWords(answer, endpoints)}${ttl}`,
    tone
  }
}
