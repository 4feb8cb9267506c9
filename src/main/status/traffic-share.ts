import { lastValue, type ServiceRef } from '../../contract/index.ts'
import type { TrafficShare } from '../ports/traffic-share.ts'
import { canaryOf } from '../providers/flagger/of-workload.ts'
import { trafficShare } from '../providers/routes/traffic-share.ts'
import { namespaceIds } from '../providers/routes/kinds.ts'
import type { Observation } from './observation.ts'

/**
 * What part of the users' requests the numbers of a service are about; null where all of them are its own. Without metrics
 * nothing is read.
 */
export function shareOf(
  service: ServiceRef,
  { objects, requests, canaries, prometheus, signals }: Observation
): TrafficShare | null {
  if (service.kind !== undefined) return null
  const measured = signals.find(({ workload }) => workload !== undefined)?.workload
  const ref = measured === undefined ? service : { ...service, name: measured }
  const deployments = objects.get(namespaceIds.deployments)
  const known = deployments && lastValue(deployments)
  if (measured !== undefined && known && !known.some(({ metadata }) => metadata.name === ref.name))
    return { kind: 'unknown', why: 'none of them reaches a pod' }
  const share = trafficShare(ref, objects, requests)
  if (share?.kind === 'reading' && prometheus.state !== 'value' && prometheus.state !== 'loading')
    return { kind: 'unknown', why: 'who gets which requests is not measured' }
  if (canaries.state === 'loading') return { kind: 'reading' }
  const canary = canaryOf(ref, lastValue(canaries) ?? [])
  if (share?.kind === 'known' && canary.kind === 'one' && canary.role === 'target') return { ...share, isCanary: true }
  if (share !== null || canary.kind === 'none') return share
  return { kind: 'unknown', why: 'a Canary splits them, and no route that could be read says how' }
}
