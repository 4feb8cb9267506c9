import { lastValue } from '../../../../contract/index.ts'
import type { Followed, Related } from '../../../ports/related.ts'
import { kubePath } from '../../kubernetes/kube-path.ts'
import { routeKinds } from '../kinds.ts'
import { istiodIds } from './seen-istiod.ts'

/** Of every revision (istio/istio manifests/charts/istio-control/istio-discovery/templates/deployment.yaml). */
const query = { labelSelector: 'app=istiod' }
const kind = { group: 'apps', version: 'v1', resource: 'deployments' } as const

/** Follows istiod where there are VirtualServices: everywhere, or where it usually is. */
export const istiodRelated: Related = (_ref, known) => {
  const isMesh = routeKinds.virtualservices.versions.some((version) => {
    const observed = known.get(`virtualservices.${version}`)
    return ((observed && lastValue(observed)) ?? []).length > 0
  })
  if (!isMesh) return []
  const first: Followed = { id: istiodIds.everywhere, awaiting: 'istiod', path: kubePath(kind), query }
  if (known.get(istiodIds.everywhere)?.state !== 'forbidden') return [first]
  return [first, { ...first, id: istiodIds.usual, path: kubePath({ ...kind, namespace: 'istio-system' }) }]
}
