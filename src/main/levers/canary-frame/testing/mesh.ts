import type { KubeObject } from '../../../ports/kube.ts'

const istio = '/apis/networking.istio.io/v1'
const here = '/api/v1/namespaces/shop/services'

/** Services and a VirtualService as Flagger makes them for the Canary `cart`, with a share of the traffic for its target. */
export function meshOf(targetWeight: number) {
  const service = (name: string, app: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop', uid: `uid-service-${name}` },
    spec: { selector: { app }, ports: [{ name: 'http', port: 80 }] }
  })
  const route: KubeObject = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'cart', namespace: 'shop', uid: 'uid-routes-cart' },
    spec: {
      hosts: ['cart'],
      http: [
        {
          route: [
            { destination: { host: 'cart-primary' }, weight: 100 - targetWeight },
            { destination: { host: 'cart-canary' }, weight: targetWeight }
          ]
        }
      ]
    }
  }
  return [
    { collection: here, object: service('cart', 'cart-primary') },
    { collection: here, object: service('cart-primary', 'cart-primary') },
    { collection: here, object: service('cart-canary', 'cart') },
    { collection: `${istio}/namespaces/shop/virtualservices`, object: route }
  ]
}

/** Collections that are listed in all namespaces. */
export const meshLists = [`${istio}/virtualservices`, `${istio}/destinationrules`]
