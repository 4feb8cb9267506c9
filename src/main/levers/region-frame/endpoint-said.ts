import type { Check } from '../../../contract/index.ts'
import type { ProbeReading, TrafficEndpoint } from '../../ports/azure.ts'
import { isProvedOnline, isUnmonitored } from '../../providers/azure/serving.ts'

/** How the endpoint is that users were led to; that it does not answer our own probe hurts whoever is led there. */
export function endpointSaid(
  to: TrafficEndpoint | undefined,
  probe: ProbeReading
): Pick<Check, 'status' | 'evidence' | 'harm'> {
  if (to === undefined) return { status: 'False', evidence: 'It is gone' }
  const { name, location, monitorStatus } = to
  const isWell = (isProvedOnline(to) || isUnmonitored(to)) && probe.isWell === true
  const evidence = `${name} is ${monitorStatus}; own probe: ${probe.text}`
  if (isWell) return { status: 'True', evidence }
  if (probe.isWell !== false) return { status: 'False', evidence }
  const place = location === '' ? name : location
  return {
    status: 'False',
    evidence,
    harm: `${place} does not answer our own probe (${probe.text}): users are led there.`
  }
}
