import type { DeploymentView, ServiceRef } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { sightOfServing } from '../providers/flagger/serving-primary.ts'
import { deploymentView } from './deployment-view.ts'

/** The primary that serves for a Canary's target, with its newest change; null where the workload serves by itself. Pure; `now` is on the server's clock. */
export function servingView(ref: ServiceRef, known: WatchedObjects, now: Date): DeploymentView | null {
  const sight = ref.kind === undefined ? sightOfServing(ref, known, now) : null
  const primary = sight?.primary.object ?? null
  return sight === null || primary === null ? null : deploymentView(primary, sight.primaryReplicaSets)
}
