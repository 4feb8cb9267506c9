import type { ProbeReading, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'

/**
 * Whether DNS answers with an endpoint (Microsoft Learn, Traffic Manager endpoint monitoring: endpoint monitor status).
 * `CheckingEndpoint` is answered too, although nobody has probed it yet.
 */
export function isAnswered({ isEnabled }: Pick<TrafficProfile, 'isEnabled'>, endpoint: TrafficEndpoint): boolean {
  if (!isEnabled || endpoint.status !== 'Enabled') return false
  return endpoint.alwaysServe || ['online', 'checkingendpoint', 'unmonitored'].includes(seen(endpoint))
}

/** Whether Traffic Manager itself has found it well. */
export function isProvedOnline(endpoint: TrafficEndpoint): boolean {
  return endpoint.status === 'Enabled' && seen(endpoint) === 'online'
}

/** Nobody probes it: it is as well as our own probe says. */
export function isUnmonitored(endpoint: TrafficEndpoint): boolean {
  return endpoint.status === 'Enabled' && (endpoint.alwaysServe || seen(endpoint) === 'unmonitored')
}

/** Whether Traffic Manager has found it ill. */
export function isFoundIll(endpoint: TrafficEndpoint): boolean {
  return ['degraded', 'stopped', 'inactive'].includes(seen(endpoint))
}

/**
 * Whether an endpoint is ill by Traffic Manager's probes, which come from many places, unless our own finds it well: then it
 * may be about the way there.
 */
export function isEndpointIll(endpoint: TrafficEndpoint, probe: ProbeReading | undefined): boolean {
  return isFoundIll(endpoint) && probe?.isWell !== true
}

/**
 * Whether users are led to an endpoint that does not answer our own probe, while Traffic Manager does not find it ill, or not
 * yet: of the two, the worse one is what has to be said.
 */
export function isInDoubt(endpoint: TrafficEndpoint, probe: ProbeReading | undefined): boolean {
  return endpoint.status === 'Enabled' && probe?.isWell === false && !isFoundIll(endpoint)
}

/** What is said of one in doubt, as a clause behind its name. */
export function doubtWords({ monitorStatus }: TrafficEndpoint, probe: ProbeReading | undefined): string {
  return `does not answer our own probe (${probe?.text ?? ''}), and is ${monitorStatus} by Traffic Manager, which may see it later`
}

/** Those that DNS may answer with. While every enabled one is degraded, all of them are answered. */
export function answered(profile: TrafficProfile): readonly TrafficEndpoint[] {
  const well = profile.endpoints.filter((endpoint) => isAnswered(profile, endpoint))
  if (well.length > 0 || !profile.isEnabled) return well
  return profile.endpoints.filter((endpoint) => endpoint.status === 'Enabled' && seen(endpoint) === 'degraded')
}

/** Lower-case word of Traffic Manager. */
function seen({ monitorStatus }: TrafficEndpoint): string {
  return monitorStatus.toLowerCase()
}
