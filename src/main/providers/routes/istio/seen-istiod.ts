import { lastValue } from '../../../../contract/index.ts'
import { numberAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { WatchedObjects } from '../../../ports/lever.ts'

/** Ids of what is followed: istiod wherever it is, or where it usually is. */
export const istiodIds = { everywhere: 'istiod.deployments', usual: 'istiod.deployments.usual' } as const

/** Whether istiod is there and no pod of it is ready; pure. What cannot be seen is not taken for that. */
export function isIstiodDown(known: WatchedObjects): boolean {
  const found = istiodIn(known)
  return found.length > 0 && found.every((istiod) => (numberAt(istiod, 'status', 'readyReplicas') ?? 0) === 0)
}

/** Its Deployments as they were seen last; none where they were not found, or may not be read. */
export function istiodIn(known: WatchedObjects): readonly KubeObject[] {
  return [istiodIds.everywhere, istiodIds.usual].flatMap((id) => {
    const observed = known.get(id)
    return (observed && lastValue(observed)) ?? []
  })
}

/** Whether istiod is looked for: somebody routes by it. */
export function isIstiodFollowed(known: WatchedObjects): boolean {
  return known.has(istiodIds.everywhere)
}
