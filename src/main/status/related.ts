import type { ServiceRef } from '../../contract/index.ts'
import type { Related } from '../ports/related.ts'
import { canaryRelated } from '../providers/flagger/related.ts'
import { configRelated } from '../providers/kubernetes/config/related.ts'
import { gitopsRelated } from '../providers/kubernetes/gitops/related.ts'
import { scalingRelated } from '../providers/kubernetes/scaling/related.ts'
import { istiodRelated } from '../providers/routes/istio/istiod.ts'
import { routesRelated } from '../providers/routes/related.ts'

/** One line a provider. */
const related: readonly Related[] = [
  canaryRelated,
  routesRelated,
  istiodRelated,
  configRelated,
  gitopsRelated,
  scalingRelated
]

/**
 * What is followed beside a workload because of what is known of it: canaries, routes and restored configuration are
 * Deployments'. What puts it back as Git has it would undo the undo of a StatefulSet or a DaemonSet as well, and
 * whatever sets the number of pods keeps it for a Rollout, too.
 */
export function relatedTo({ kind }: ServiceRef): readonly Related[] {
  if (kind === undefined) return related
  return [gitopsRelated, scalingRelated]
}
