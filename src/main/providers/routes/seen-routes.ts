import { lastValue, type Observed } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { WatchedObjects } from '../../ports/lever.ts'
import type { RouteReading } from '../../ports/route.ts'
import { readHttpRoute } from './gateway-api/http-route.ts'
import { readVirtualService } from './istio/virtual-service.ts'
import { namespaceIds, routeKinds, type RouteKind } from './kinds.ts'

/** Everything that says where requests go, as it was read. */
export interface SeenRoutes {
  readonly routes: readonly RouteReading[]
  readonly destinationRules: readonly KubeObject[]
  /** Of the namespace. */
  readonly services: readonly KubeObject[]
  /** Of the namespace. */
  readonly deployments: readonly KubeObject[]
  /** What could not be read, one sentence each: another route may send requests, too. */
  readonly unread: readonly string[]
}

/** Routes as they are followed; null while one of the kinds is still being read. */
export function seenRoutes(known: WatchedObjects): SeenRoutes | null {
  const unread: string[] = []
  const loading: string[] = []
  const kind = (which: RouteKind): readonly KubeObject[] => {
    const seen = routeKinds[which].versions.map((version) => ofVersion(known, which, version))
    const found = seen.find(({ state }) => state !== 'absent')
    if (found === undefined) return []
    return take(found, which)
  }
  const take = (observed: Observed<readonly KubeObject[]> | undefined, what: string): readonly KubeObject[] => {
    if (observed === undefined || observed.state === 'loading') loading.push(what)
    if (observed?.state === 'forbidden' || observed?.state === 'unreachable') unread.push(observed.failure.message)
    return (observed && lastValue(observed)) ?? []
  }
  const routes = [...kind('virtualservices').map(virtualService), ...kind('httproutes').map(httpRoute)]
  const seen = {
    routes,
    destinationRules: kind('destinationrules'),
    services: take(known.get(namespaceIds.services), namespaceIds.services),
    deployments: take(known.get(namespaceIds.deployments), namespaceIds.deployments),
    unread
  }
  return loading.length > 0 ? null : seen
}

/** Of all namespaces, or of the one where others may not be read. */
function ofVersion(known: WatchedObjects, kind: RouteKind, version: string): Observed<readonly KubeObject[]> {
  const everywhere = known.get(`${kind}.${version}`) ?? loadingOf(kind)
  return everywhere.state === 'forbidden' ? (known.get(`${kind}.${version}.here`) ?? loadingOf(kind)) : everywhere
}

function loadingOf(awaiting: string): Observed<readonly KubeObject[]> {
  return { state: 'loading', awaiting, sinceAt: '' }
}

const readings = new WeakMap<KubeObject, RouteReading>()

/** The same object is read once: it is asked for at every observation. */
function once(object: KubeObject, read: (object: KubeObject) => RouteReading): RouteReading {
  const known = readings.get(object)
  if (known) return known
  const reading = read(object)
  readings.set(object, reading)
  return reading
}

export function virtualService(object: KubeObject): RouteReading {
  return once(object, readVirtualService)
}

export function httpRoute(object: KubeObject): RouteReading {
  return once(object, readHttpRoute)
}
