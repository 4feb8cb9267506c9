import { suspendStep } from '../../actions/canary-suspend/index.ts'
import { routeWeightsStep } from '../../actions/route-weights/index.ts'
import { at } from '../../lib/json-access.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { readAway } from '../canary-abort/index.ts'
import type { FreshCanary } from '../canary-frame/index.ts'
import type { MakeStep } from '../plan-frame/index.ts'

/** Suspends the Canary, where it is not suspended already. */
export function suspendIn({ context }: PlanTools, { canary, canaryTarget, object }: FreshCanary): readonly MakeStep[] {
  if (canary.suspended) return []
  const from = at(object, 'spec', 'suspend')
  return [(after) => suspendStep({ id: 'suspend', target: canaryTarget, context, from, to: true, after })]
}

/** Gives the primary all traffic, once it is ready: one step a route that sends some of it elsewhere. */
export function weightsSteps(
  tools: PlanTools,
  edits: Awaited<ReturnType<typeof readAway>>['edits']
): readonly MakeStep[] {
  return edits.map(
    (edit, index) => (after) =>
      routeWeightsStep(tools, edit, {
        id: `weights-${index + 1}`,
        title: `All traffic of ${edit.object.metadata.name} to the primary, once it is ready`,
        weights: 'whatever',
        after
      })
  )
}
