import type { GateReading } from '../../ports/gate.ts'
import type { AzureReader, ProbeReading, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { azureOf, endpointAt } from '../../providers/azure/endpoint-target.ts'
import { leadOf, leadWords, readLeads, type LeadWish } from '../../providers/azure/name-lead.ts'
import { answerWords, placeOfName } from '../../providers/azure/name-verdict.ts'
import { probed } from '../../providers/azure/nested.ts'
import { isFoundIll, isProvedOnline, isUnmonitored } from '../../providers/azure/serving.ts'
import type { TargetCheck } from '../target-check.ts'

const probesInARow = 3

/** Whether Traffic Manager has found an endpoint well since it was enabled, and so has our own probe. */
export const endpointWell: TargetCheck = async (target, place, abort): Promise<GateReading> => {
  const azure = azureOf(place)
  const { profile, endpoint } = await endpointAt(target, azure, abort)
  if (!endpoint) return { met: false, isLost: true, text: 'There is no such endpoint any more' }
  const { name, status, monitorStatus } = endpoint
  if (status !== 'Enabled') return { met: false, isLost: true, text: `${name} is not enabled any more` }
  const seen = `${name} is ${monitorStatus || 'not looked at yet'}`
  if (isFoundIll(endpoint)) return { met: false, isLost: true, text: seen }
  const probe = await probeInARow(azure, endpoint, profile, abort)
  const text = `${seen}; own probe: ${probe.text}`
  if (isUnmonitored(endpoint)) return { met: probe.isWell, text: `${text}, which Traffic Manager does not probe` }
  return { met: isProvedOnline(endpoint) && probe.isWell === true, text }
}

/** Whether an endpoint answers our own probe, whatever its status is. */
export const endpointAnswers: TargetCheck = async (target, place, abort): Promise<GateReading> => {
  const azure = azureOf(place)
  const { profile, endpoint } = await endpointAt(target, azure, abort)
  if (!endpoint) return { met: false, isLost: true, text: 'There is no such endpoint any more' }
  const probe = await probeInARow(azure, endpoint, profile, abort)
  return { met: probe.isWell, text: `Own probe of ${endpoint.name}: ${probe.text}` }
}

/** The first probe that does not find it well, or the last of several: one that is well may be luck. */
async function probeInARow(
  azure: AzureReader,
  endpoint: TrafficEndpoint,
  profile: TrafficProfile,
  abort: AbortSignal
): Promise<ProbeReading> {
  const { target, settings } = probed(endpoint, profile)
  let reading = await azure.probe(target, settings, abort)
  for (let more = 1; more < probesInARow && reading.isWell === true; more += 1)
    reading = await azure.probe(target, settings, abort)
  return reading.isWell === true ? { ...reading, text: `${reading.text}, ${probesInARow} times in a row` } : reading
}

/** Whether DNS answers with other endpoints of the profile than this one; lost once it answers with nothing. */
export const nameLeft: TargetCheck = (target, place, abort) => readName('awayFrom', target, place, abort)

/** Whether DNS answers with this endpoint. */
export const nameArrived: TargetCheck = (target, place, abort) => readName('to', target, place, abort)

/** Those who answer for the zone decide; where they cannot be asked, those who remember do. */
async function readName(
  kind: LeadWish['kind'],
  target: Parameters<TargetCheck>[0],
  place: Parameters<TargetCheck>[1],
  abort: AbortSignal
): Promise<GateReading> {
  const azure = azureOf(place)
  const { profile, endpoint } = await endpointAt(target, azure, abort)
  const { fqdn: name, endpoints } = profile
  const { authoritative, recursive } = await azure.resolve(name, abort)
  const [sources, who] = placeOfName(authoritative, recursive)
  if (sources.length === 0) return { met: null, text: `${name}: no name server can be asked from here` }
  const [dark] = sources.filter(({ answer }) => answer.kind === 'dark')
  if (dark?.answer.kind === 'dark')
    return { met: false, isLost: true, text: `${name} is dark: ${dark.server} says ${dark.answer.text}` }
  const wish: LeadWish = { kind, id: endpoint?.id ?? '' }
  const answers = sources.map(({ answer }) => answer)
  const leads = await readLeads(azure, answers, wish, endpoints, abort)
  const led = sources.map(({ server, answer }) => ({ server, answer, lead: leadOf(answer, wish, endpoints, leads) }))
  const moved = led.filter(({ lead }) => lead === 'wanted').length
  const strange = led.find(({ lead, answer }) => lead !== 'wanted' && answer.kind !== 'notMeasurable')
  const seen = strange
    ? `; ${strange.server} says ${answerWords(strange.answer, endpoints)}${leadWords(strange.lead, strange.answer, endpoints, leads)}`
    : ''
  return { met: moved === sources.length, text: `${name}: ${moved} of ${sources.length} ${who} moved${seen}` }
}
