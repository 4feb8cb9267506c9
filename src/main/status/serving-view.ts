import type { DeploymentView, ServiceRef } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { canarySight } from '../providers/flagger/canary-sight.ts'
import { servingPrimary } from '../providers/flagger/serving-primary.ts'
import { deploymentView } from './deployment-view.ts'

/** The primary that serves for a Canary's target, with its newest change; null where the workload serves by itself. Pure; `now` is on the server's clock. */
export function servingView(ref: ServiceRef, known: WatchedObjects, now: Date): DeploymentView | null {
  if (ref.kind !== undefined || servingPrimary(ref, known, now) === null) return null
  const seen = canarySight(ref, known, now)
  if (seen?.kind !== 'one' || seen.sight.primary.object === null) return null
  return deploymentView(seen.sight.primary.object, seen.sight.primaryReplicaSets)
}
