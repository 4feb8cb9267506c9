import * as z from 'zod/mini'
import { at } from '../../../../lib/json-access.ts'
import type { KubeObject } from '../../../../ports/kube.ts'
import { readCanary } from '../../../../providers/flagger/canary.ts'
import { canaryObject } from '../../../../providers/flagger/testing/canary-objects.ts'
import { httpRouteObject, virtualServiceObject, weightedRule } from '../../../../providers/routes/testing/mesh.ts'
import type { DrainShape } from '../drain-stage.ts'

/** What the planner sees of a Canary, and nothing of its text. */
export const canaryShape = z.strictObject({
  kind: z.literal('Canary'),
  target: z.string(),
  provider: z.string(),
  strategy: z.enum(['weights', 'abTesting', 'blueGreen']),
  mirrors: z.boolean(),
  sticky: z.boolean(),
  delegates: z.boolean(),
  ownService: z.boolean()
})

export type CanaryShape = z.infer<typeof canaryShape>

export function shapeOfCanary(object: KubeObject): CanaryShape {
  const canary = readCanary(object)
  return {
    kind: 'Canary',
    target: canary.target.kind,
    provider: canary.provider,
    strategy: canary.strategy,
    mirrors: canary.mirrors,
    sticky: canary.sticky,
    delegates: at(object, 'spec', 'service', 'delegation') === true,
    ownService: canary.services.apex !== canary.target.name
  }
}

/**
 * A world in which such a Canary is half-way through a release: with the routes that Flagger would have written for it
 * (fluxcd/flagger pkg/router/istio.go, gateway_api.go), or with none where its mesh has other ones.
 */
export function worldOfCanary(shape: CanaryShape): DrainShape {
  const analysis = {
    ...(shape.strategy === 'weights' ? {} : { iterations: 10 }),
    ...(shape.strategy === 'abTesting' ? { match: [{ headers: { 'x-beta': { exact: 'a' } } }] } : {}),
    ...(shape.mirrors ? { mirror: true } : {}),
    ...(shape.sticky ? { sessionAffinity: { cookieName: 'c' } } : {})
  }
  const spec = {
    targetRef: { apiVersion: 'apps/v1', kind: shape.target, name: 'cart' },
    ...(shape.provider === '' ? {} : { provider: shape.provider })
  }
  const canaries = [canaryObject({ spec, analysis })]
  if (shape.provider.startsWith('gatewayapi')) {
    const backendRefs = [
      { name: 'cart-primary', port: 80, weight: 70 },
      { name: 'cart-canary', port: 80, weight: 30 }
    ]
    return { canaries, httpRoutes: [httpRouteObject('cart', { rules: [{ backendRefs }] })] }
  }
  if (shape.provider !== '' && shape.provider !== 'istio') return { canaries }
  return {
    canaries,
    virtualServices: [virtualServiceObject('cart', { hosts: shape.delegates ? [] : ['cart'], http: rulesOf(shape) })]
  }
}

function rulesOf({ strategy, mirrors, sticky }: CanaryShape): readonly object[] {
  if (strategy === 'abTesting') {
    const match = [{ headers: { 'x-beta': { exact: 'a' } } }]
    return [weightedRule(0, 100, { match }), { route: [{ destination: { host: 'cart-primary' }, weight: 100 }] }]
  }
  const mirror = mirrors ? { mirror: { host: 'cart-canary' }, mirrorPercentage: { value: 100 } } : {}
  if (strategy === 'blueGreen') return [weightedRule(mirrors ? 100 : 0, mirrors ? 0 : 100, mirror)]
  const cookie = { match: [{ headers: { Cookie: { regex: '.*c.*' } } }] }
  return [...(sticky ? [weightedRule(0, 100, cookie)] : []), weightedRule(70, 30, mirror)]
}
