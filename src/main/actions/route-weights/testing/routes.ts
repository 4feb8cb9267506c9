import type { KubeObject } from '../../../ports/kube.ts'
import type { RouteEdit, RouteWrite } from '../../../ports/route-edit.ts'
import { kubePath } from '../../../providers/kubernetes/kube-path.ts'

export const virtualServices = { group: 'networking.istio.io', version: 'v1', resource: 'virtualservices' }

export function routePathOf(name: string) {
  return kubePath({ ...virtualServices, namespace: 'shop', name })
}

/** A route with the primary first, as Flagger writes it; the mirror and a missing weight are there to be put back. */
export function virtualService(name: string, primary = 70): KubeObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace: 'shop', uid: `uid-${name}` },
    spec: {
      hosts: [name],
      http: [
        {
          match: [{ headers: { cookie: { regex: '.*canary.*' } } }],
          route: [
            { destination: { host: `${name}-primary` } },
            { destination: { host: `${name}-canary` }, weight: 100 }
          ]
        },
        {
          route: [
            { destination: { host: `${name}-primary` }, weight: primary },
            { destination: { host: `${name}-canary` }, weight: 100 - primary }
          ],
          mirrorPercentage: { value: 40 },
          mirrors: [
            { destination: { host: `${name}-canary` }, percentage: { value: 10 } },
            { destination: { host: 'audit' } },
            { destination: { host: `${name}-canary` } }
          ]
        }
      ]
    }
  }
}

/** All to the primary, and nothing mirrored to the canary. */
export function allToPrimary(object: KubeObject): RouteEdit {
  const weights = [0, 1].flatMap((rule): readonly RouteWrite[] => [
    { path: `/spec/http/${rule}/route/0/weight`, to: 100 },
    { path: `/spec/http/${rule}/route/1/weight`, to: 0 }
  ])
  return {
    object,
    resource: virtualServices,
    identities: [0, 1].flatMap((rule) => [
      `/spec/http/${rule}/route/0/destination`,
      `/spec/http/${rule}/route/1/destination`
    ]),
    writes: [
      ...weights,
      { path: '/spec/http/1/mirrors', to: [{ destination: { host: 'audit' } }] },
      { path: '/spec/http/1/mirrorPercentage', to: null }
    ]
  }
}
