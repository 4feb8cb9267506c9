import { numberAt } from '../../lib/json-access.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { isOnTrial } from '../../providers/flagger/phase.ts'
import { templateWriter } from '../../providers/kubernetes/managed-fields.ts'

/**
 * Whether a rollout of the primary itself is what keeps it from being ready, while a release is on trial: somebody changed
 * it beside Flagger, which looks at nothing until both workloads are ready (fluxcd/flagger pkg/controller/scheduler.go
 * advanceCanary). A primary whose pods fell ill under the template that they served with is none of that.
 */
export function breaksByItself({ canary, primary }: Pick<CanarySight, 'canary' | 'primary'>): boolean {
  const { object } = primary
  if (object === null || primary.notReady === null || !isOnTrial(canary.phase)) return false
  const pods = numberAt(object, 'status', 'replicas') ?? 0
  const isUnderWay = pods > (numberAt(object, 'status', 'updatedReplicas') ?? 0)
  const writer = templateWriter(object)?.manager ?? 'flagger'
  return isUnderWay || writer !== 'flagger'
}
