import type { KubeObject } from '../../../ports/kube.ts'
import { httpRoute, virtualService, type SeenRoutes } from '../seen-routes.ts'

/** What a test says of the routes of the namespace `shop`; the rest is a service `cart` as Flagger has it. */
export interface MeshShape {
  readonly virtualServices?: readonly KubeObject[]
  readonly httpRoutes?: readonly KubeObject[]
  readonly destinationRules?: readonly KubeObject[]
  readonly services?: readonly KubeObject[]
  readonly deployments?: readonly KubeObject[]
  readonly unread?: readonly string[]
}

type Labels = Readonly<Record<string, string>>

function object(apiVersion: string, kind: string, name: string, rest: object, namespace = 'shop'): KubeObject {
  const metadata = { name, namespace, uid: `uid-${kind}-${namespace}-${name}`, generation: 1, resourceVersion: '1' }
  return { apiVersion, kind, metadata, ...rest }
}

export function serviceObject(name: string, selector: Labels): KubeObject {
  return object('v1', 'Service', name, { spec: { selector } })
}

export function deploymentObject(name: string, labels: Labels, ready = 2, replicas = 2): KubeObject {
  const template = { metadata: { labels }, spec: { containers: [{ name: 'api', image: `${name}:1` }] } }
  const spec = { replicas, selector: { matchLabels: labels }, template }
  return object('apps/v1', 'Deployment', name, { spec, status: { readyReplicas: ready, availableReplicas: ready } })
}

export function virtualServiceObject(name: string, spec: unknown, namespace = 'shop'): KubeObject {
  return object('networking.istio.io/v1', 'VirtualService', name, { spec }, namespace)
}

export function httpRouteObject(name: string, spec: unknown, namespace = 'shop'): KubeObject {
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, { spec }, namespace)
}

export function destinationRuleObject(host: string, spec: object): KubeObject {
  return object('networking.istio.io/v1', 'DestinationRule', host, { spec: { host, ...spec } })
}

/** A weighted rule as Flagger writes it: the primary first. */
export function weightedRule(primary: number, canary: number, more: object = {}): object {
  return {
    route: [
      { destination: { host: 'cart-primary' }, weight: primary },
      { destination: { host: 'cart-canary' }, weight: canary }
    ],
    ...more
  }
}

export const flaggerServices: readonly KubeObject[] = [
  serviceObject('cart', { app: 'cart-primary' }),
  serviceObject('cart-primary', { app: 'cart-primary' }),
  serviceObject('cart-canary', { app: 'cart' })
]

export const flaggerDeployments: readonly KubeObject[] = [
  deploymentObject('cart', { app: 'cart' }),
  deploymentObject('cart-primary', { app: 'cart-primary' })
]

/** Everything that says where requests go, as levers and panels have it. */
export function mesh(shape: MeshShape = {}): SeenRoutes {
  const { virtualServices = [], httpRoutes = [] } = shape
  return {
    routes: [...virtualServices.map(virtualService), ...httpRoutes.map(httpRoute)],
    destinationRules: shape.destinationRules ?? [],
    services: shape.services ?? flaggerServices,
    deployments: shape.deployments ?? flaggerDeployments,
    unread: shape.unread ?? []
  }
}
