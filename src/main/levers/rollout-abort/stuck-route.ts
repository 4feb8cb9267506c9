import { at } from '../../lib/json-access.ts'
import type { World } from '../../ports/lever.ts'
import type { Rollout } from '../../providers/kubernetes/argo-rollouts/rollout.ts'
import { isIstiodDown } from '../../providers/routes/istio/seen-istiod.ts'

/** What becomes of an abort where `isRouteStuck`. */
export const stuckText =
  'istiod does not answer: the controller cannot write the route, and users stay on the release until it is back. The abort is taken up then, and the undo waits for it.'

/**
 * Whether the controller cannot move the users of a run now. It writes the route before pods and status, and leaves both as they
 * are where that is refused (argoproj/argo-rollouts rollout/canary.go rolloutCanary, 1.9). What is aborted already has left.
 */
export function isRouteStuck({ object, isAborted }: Rollout, { objects }: Pick<World, 'objects'>): boolean {
  const istio = at(object, 'spec', 'strategy', 'canary', 'trafficRouting', 'istio')
  return istio !== undefined && !isAborted && isIstiodDown(objects)
}
