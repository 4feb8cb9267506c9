import type { Guard } from '../../../contract/index.ts'
import type { Lever, Planned, PlanResult, World } from '../../ports/lever.ts'
import { unheardOf, unheardText } from '../../providers/routes/istio/unheard-pods.ts'
import { besideMesh, isUnheard } from './judge.ts'

const guardId = 'istiod'

/**
 * A lever whose plan replaces pods: while istiod is away it is not recommended for a service of the mesh, and its plan warns.
 * It is not refused: where nothing answers as it is, it is right as soon as istiod is back.
 */
export function replacesPods<P>(lever: Lever<P>): Lever<P> {
  return {
    ...lever,
    judge: (world) => besideMesh(world, lever.judge(world)),
    plan: async (request, tools) => warned(await lever.plan(request, tools), tools.world),
    // A plan of before is made anew, with the warning.
    planKey: (world) => `${lever.planKey(world)}${isUnheard(world) ? ' istiod away' : ''}`
  }
}

function warned(result: PlanResult, world: World): PlanResult {
  if (result.kind !== 'plan') return result
  const { planned } = result
  const isThere = planned.plan.guards.some(({ id }) => id === guardId)
  if (isThere || unheardOf(world.objects, world.ref.namespace, workloadsIn(planned)).length === 0) return result
  const guard: Guard = { id: guardId, status: 'warning', text: unheardText }
  return { ...result, planned: { ...planned, plan: { ...planned.plan, guards: [guard, ...planned.plan.guards] } } }
}

/** What its steps change, where that has pods. */
function workloadsIn({ steps }: Planned): readonly string[] {
  const targets = steps.flatMap((step) => (step.kind === 'do' && step.target.api === 'kubernetes' ? [step.target] : []))
  return [...new Set(targets.filter(({ group }) => group === 'apps').map(({ name }) => name))]
}
