import type { Followed, Related } from '../../ports/related.ts'
import { kubePath } from '../kubernetes/kube-path.ts'
import { kindNames, namespaceIds, routeKinds } from './kinds.ts'
import { routesPath } from './paths.ts'

/**
 * Follows whatever says where requests of a service go: routes in every namespace, or in its own where others may not be
 * read, by the newest version that is served; and the Services and Deployments that say which pods a destination is.
 */
export const routesRelated: Related = ({ namespace }, known) => {
  const kinds = kindNames.flatMap((kind) => {
    const { title, versions } = routeKinds[kind]
    const followed: Followed[] = []
    for (const version of versions) {
      const id = `${kind}.${version}`
      followed.push({ id, awaiting: title, path: routesPath(kind, version), query: {} })
      const state = known.get(id)?.state
      if (state === 'forbidden')
        followed.push({ id: `${id}.here`, awaiting: title, path: routesPath(kind, version, namespace), query: {} })
      if (state !== 'absent') break
    }
    return followed
  })
  const here = { version: 'v1', namespace }
  return [
    ...kinds,
    {
      id: namespaceIds.services,
      awaiting: 'Services',
      path: kubePath({ ...here, group: '', resource: 'services' }),
      query: {}
    },
    {
      id: namespaceIds.deployments,
      awaiting: 'Deployments',
      path: kubePath({ ...here, group: 'apps', resource: 'deployments' }),
      query: {}
    }
  ]
}
