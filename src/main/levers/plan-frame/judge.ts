import type { Judgement, World } from '../../ports/lever.ts'
import { unheardOf, unheardText } from '../../providers/routes/istio/unheard-pods.ts'

/** Whether new pods of the service would not be heard of. */
export function isUnheard({ ref, objects }: Pick<World, 'ref' | 'objects'>): boolean {
  return unheardOf(objects, ref.namespace, [ref.name]).length > 0
}

/** A judgement of what replaces pods: not recommended while nobody would hear of the new ones. */
export function besideMesh(world: World, judgement: Judgement): Judgement {
  if (judgement.state !== 'fits' || !isUnheard(world)) return judgement
  return { ...judgement, state: 'possible', reason: `${unheardText} ${judgement.reason}` }
}
