import { stringAt } from '../../lib/json-access.ts'
import type { ReadyPlan, World } from '../../ports/lever.ts'
import type { Canary } from '../../providers/flagger/canary.ts'
import { canarySight } from '../../providers/flagger/canary-sight.ts'

/** What a plan for a Canary was made of: in another phase, or for another spec, it is made anew. */
export function canaryBasis(canary: Canary): { readonly canary: string } {
  return { canary: basisOf(canary) }
}

/** Whether a plan for a Canary still fits what is seen; pure. An observation that is not there says nothing against it. */
export function canaryFits({ basis }: ReadyPlan, world: World): boolean {
  const sight = canarySight(world.ref, world.objects, world.now)
  if (sight === null) return false
  return sight.kind === 'one' && basisOf(sight.sight.canary) === stringAt(basis, 'canary')
}

/** Changes whenever a plan is worth another try. */
export function canaryKey(world: World): string {
  const sight = canarySight(world.ref, world.objects, world.now)
  return sight?.kind === 'one' ? basisOf(sight.sight.canary) : (sight?.kind ?? 'none')
}

function basisOf({ uid, phaseText, generation, failed }: Canary): string {
  return [uid, phaseText, generation, failed ?? ''].join(' ')
}
