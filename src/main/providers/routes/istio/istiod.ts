import { lastValue } from '../../../../contract/index.ts'
import { numberAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { WatchedObjects } from '../../../ports/lever.ts'
import type { Followed, Related } from '../../../ports/related.ts'
import { kubePath } from '../../kubernetes/kube-path.ts'
import { routeKinds } from '../kinds.ts'

const everywhereId = 'istiod.deployments'
const usualId = 'istiod.deployments.usual'
/** Of every revision (istio/istio manifests/charts/istio-control/istio-discovery/templates/deployment.yaml). */
const query = { labelSelector: 'app=istiod' }
const kind = { group: 'apps', version: 'v1', resource: 'deployments' } as const

/** Follows istiod where there are VirtualServices: everywhere, or where it usually is. */
export const istiodRelated: Related = (_ref, known) => {
  const isMesh = routeKinds.virtualservices.versions.some(
    (version) => itemsIn(known, `virtualservices.${version}`).length
  )
  if (!isMesh) return []
  const first: Followed = { id: everywhereId, awaiting: 'istiod', path: kubePath(kind), query }
  if (known.get(everywhereId)?.state !== 'forbidden') return [first]
  return [first, { ...first, id: usualId, path: kubePath({ ...kind, namespace: 'istio-system' }) }]
}

/** Whether istiod is there and no pod of it is ready; pure. What cannot be seen is not taken for that. */
export function isIstiodDown(known: WatchedObjects): boolean {
  const found = istiodIn(known)
  return found.length > 0 && found.every((istiod) => (numberAt(istiod, 'status', 'readyReplicas') ?? 0) === 0)
}

/** Its Deployments as they were seen last; none where they were not found, or may not be read. */
export function istiodIn(known: WatchedObjects): readonly KubeObject[] {
  return [...itemsIn(known, everywhereId), ...itemsIn(known, usualId)]
}

/** Whether istiod is looked for: somebody routes by it. */
export function isIstiodFollowed(known: WatchedObjects): boolean {
  return known.has(everywhereId)
}

function itemsIn(known: WatchedObjects, id: string): readonly KubeObject[] {
  const observed = known.get(id)
  return (observed && lastValue(observed)) ?? []
}
