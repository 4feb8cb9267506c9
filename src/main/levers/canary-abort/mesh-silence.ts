import type { Failure, WireRequest } from '../../../contract/index.ts'
import { routeWeights, routeWeightsStep } from '../../actions/route-weights/index.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { RouteEdit } from '../../ports/route-edit.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import { istiodAway } from '../../providers/routes/istio/istiod-away.ts'

/**
 * What it means that istiod does not answer a dry run of the first route; null where it does, where something else is wrong
 * with that route, or where there is none. @throws FailureError `cancelled` only.
 */
export async function meshSilence(tools: PlanTools, [edit]: readonly RouteEdit[]): Promise<Failure | null> {
  if (edit === undefined) return null
  const step = routeWeightsStep(tools, edit, { id: 'first', title: '', weights: 'asRead' })
  const { preview } = await previewPatches(
    [step],
    tools,
    ({ target, facts, command, sends }, response) => {
      const none: WireRequest = { method: 'PATCH', path: '', query: {} }
      const request = sends.kind === 'fixed' ? sends.request : none
      return routeWeights.outcome({ target, facts, command, request }, response, null, tools)
    },
    tools.abort
  )
  return istiodAway(preview.failure)
}
