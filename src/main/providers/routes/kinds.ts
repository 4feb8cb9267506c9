import { gatewayGroup, gatewayVersions } from './gateway-api/resources.ts'
import { istioGroup, istioVersions } from './istio/resources.ts'

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
