import type { GateReading } from '../../ports/gate.ts'
import type { AskedServer, AzureReader, ProbeReading, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { azureOf, endpointAt } from '../../providers/azure/endpoint-target.ts'
import { hasLeft, namesEndpoint, placeOfName } from '../../providers/azure/name-verdict.ts'
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

/** Whether DNS answers with other endpoints than this one; lost once it answers with nothing. */
export const nameLeft: TargetCheck = async (target, place, abort): Promise<GateReading> => {
  const azure = azureOf(place)
  const { profile, endpoint } = await endpointAt(target, azure, abort)
  const { authoritative, recursive } = await azure.resolve(profile.fqdn, abort)
  return readName(
    profile.fqdn,
    [authoritative, recursive],
    ({ answer }) => endpoint === null || hasLeft(answer, endpoint, profile.endpoints)
  )
}

/** Whether DNS answers with this endpoint. */
export const nameArrived: TargetCheck = async (target, place, abort): Promise<GateReading> => {
  const azure = azureOf(place)
  const { profile, endpoint } = await endpointAt(target, azure, abort)
  const { authoritative, recursive } = await azure.resolve(profile.fqdn, abort)
  return readName(profile.fqdn, [authoritative, recursive], (server) => isOf(endpoint, server))
}

function isOf(endpoint: TrafficEndpoint | null, { answer }: AskedServer): boolean {
  return endpoint !== null && namesEndpoint(answer, endpoint)
}

/** Those who answer for the zone decide; where they cannot be asked, those who remember do. */
function readName(
  name: string,
  [authoritative, recursive]: readonly [readonly AskedServer[], readonly AskedServer[]],
  isMoved: (server: AskedServer) => boolean
): GateReading {
  const [sources, who] = placeOfName(authoritative, recursive)
  if (sources.length === 0) return { met: null, text: `${name}: no name server can be asked from here` }
  const [dark] = sources.filter(({ answer }) => answer.kind === 'dark')
  if (dark?.answer.kind === 'dark')
    return { met: false, isLost: true, text: `${name} is dark: ${dark.server} says ${dark.answer.text}` }
  const moved = sources.filter(isMoved)
  return { met: moved.length === sources.length, text: `${name}: ${moved.length} of ${sources.length} ${who} moved` }
}
