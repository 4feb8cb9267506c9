import { asFailure, FailureError } from '../../../contract/index.ts'
import type { ApiPath, KubeObject, KubeReader } from '../../ports/kube.ts'
import { isServed } from '../kubernetes/is-served.ts'
import { kubePath } from '../kubernetes/kube-path.ts'
import { routeKinds, type RouteKind } from './kinds.ts'
import { routesPath } from './paths.ts'
import { httpRoute, virtualService, type SeenRoutes } from './seen-routes.ts'

/**
 * Everything that says where requests of a namespace's Deployments go, fresh: routes in every namespace, or in this one
 * where others may not be read. None of a kind that is not installed.
 * @throws FailureError when Services, Deployments, or the routes of the namespace itself cannot be read.
 */
export async function readRoutes(reader: KubeReader, namespace: string, abort: AbortSignal): Promise<SeenRoutes> {
  const unread: string[] = []
  const list = async (path: ApiPath): Promise<readonly KubeObject[]> => (await reader.list(path, { abort })).items
  const kind = (which: RouteKind) => listKind({ reader, abort, list, kind: which, namespace, unread })
  const here = { version: 'v1', namespace }
  const [virtualServices, destinationRules, httpRoutes, services, deployments] = await Promise.all([
    kind('virtualservices'),
    kind('destinationrules'),
    kind('httproutes'),
    list(kubePath({ ...here, group: '', resource: 'services' })),
    list(kubePath({ ...here, group: 'apps', resource: 'deployments' }))
  ])
  const routes = [...virtualServices.map(virtualService), ...httpRoutes.map(httpRoute)]
  return { routes, destinationRules, services, deployments, unread }
}

interface KindRead {
  readonly reader: KubeReader
  readonly abort: AbortSignal
  readonly list: (path: ApiPath) => Promise<readonly KubeObject[]>
  readonly kind: RouteKind
  readonly namespace: string
  readonly unread: string[]
}

/** By the newest version that is served. */
async function listKind({ reader, abort, list, kind, namespace, unread }: KindRead): Promise<readonly KubeObject[]> {
  for (const version of routeKinds[kind].versions) {
    try {
      return await list(routesPath(kind, version))
    } catch (error) {
      const failure = asFailure(error)
      if (failure.code === 'notFound') continue
      if (failure.code !== 'forbidden') throw new FailureError(failure, { cause: error })
      if (!(await isServed(reader, { group: routeKinds[kind].group, version, resource: kind }, abort))) continue
      unread.push(failure.message)
      return list(routesPath(kind, version, namespace))
    }
  }
  return []
}
