import { gatewayGroup, gatewayVersions } from './gateway-api/resources.ts'
import { istioGroup, istioVersions } from './istio/resources.ts'
import type { ApiPath } from '../../ports/kube.ts'
import { kubePath } from '../kubernetes/kube-path.ts'

/** Kinds that say where requests go. The newest version that is served is read: all of them have the same objects. */
export const routeKinds = {
  virtualservices: { title: 'VirtualServices', group: istioGroup, versions: istioVersions },
  destinationrules: { title: 'DestinationRules', group: istioGroup, versions: istioVersions },
  httproutes: { title: 'HTTPRoutes', group: gatewayGroup, versions: gatewayVersions }
} as const

export type RouteKind = keyof typeof routeKinds

export const kindNames: readonly RouteKind[] = ['virtualservices', 'destinationrules', 'httproutes']

/** Ids under which the Services and the Deployments of a service's namespace are followed. */
export const namespaceIds = { services: 'services.here', deployments: 'deployments.here' } as const

/** Where objects of a kind are listed: in one namespace, or in all. @throws FailureError `badInput` for an odd namespace. */
export function routesPath(kind: RouteKind, version: string, namespace?: string): ApiPath {
  const place = namespace === undefined ? {} : { namespace }
  return kubePath({ group: routeKinds[kind].group, version, resource: kind, ...place })
}
