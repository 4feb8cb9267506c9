import type { ApiPath } from '../../ports/kube.ts'
import { kubePath } from '../kubernetes/kube-path.ts'
import { routeKinds, type RouteKind } from './kinds.ts'

/** Where objects of a kind are listed: in one namespace, or in all. @throws FailureError `badInput` for an odd namespace. */
export function routesPath(kind: RouteKind, version: string, namespace?: string): ApiPath {
  const place = namespace === undefined ? {} : { namespace }
  return kubePath({ group: routeKinds[kind].group, version, resource: kind, ...place })
}
