import { lastValue, type ServiceRef } from '../../contract/index.ts'
import type { TrafficShare } from '../ports/traffic-share.ts'
import { canaryOf } from '../providers/flagger/of-workload.ts'
import { trafficShare } from '../providers/routes/traffic-share.ts'
import type { Observation } from './observation.ts'

/** What part of the users' requests a service gets; null where all of them are its own. Without metrics nothing is read. */
export function shareOf(
  ref: ServiceRef,
  { objects, requests, canaries, prometheus }: Observation
): TrafficShare | null {
  const share = trafficShare(ref, objects, requests)
  if (share?.kind === 'reading' && prometheus.state !== 'value' && prometheus.state !== 'loading')
    return { kind: 'unknown', why: 'who gets which requests is not measured' }
  if (share !== null || canaryOf(ref, lastValue(canaries) ?? []).kind === 'none') return share
  return { kind: 'unknown', why: 'a Canary splits them, and no route that could be read says how' }
}
