import { expect, it } from 'vitest'
import type { KubeObject } from '../../../ports/kube.ts'
import { claimingOwners } from './claims.ts'

const workload = (name: string): KubeObject =>
  ({ kind: 'Deployment', metadata: { namespace: 'shop', name } }) as KubeObject
const canary = (suspend: unknown, manager = 'kubectl-patch'): KubeObject =>
  ({
    kind: 'Canary',
    metadata: {
      namespace: 'shop',
      name: 'cart',
      managedFields: [{ manager, time: '2026-03-01T02:11:00Z', fieldsV1: { 'f:spec': { 'f:suspend': {} } } }]
    },
    spec: { targetRef: { kind: 'Deployment', name: 'cart' }, suspend }
  }) as unknown as KubeObject

const heldTexts = (name: string, object: KubeObject) =>
  claimingOwners(workload(name), { canaries: [object], rollouts: [] }).map(({ heldText }) => heldText)

it.each(['cart', 'cart-primary'])('says of a suspended Canary of %s who suspended it, and since when', (name) => {
  expect(heldTexts(name, canary(true))).toEqual([
    'Canary shop/cart is suspended since 2026-03-01 02:11:00Z by kubectl-patch: Flagger neither goes on with a release nor rolls it back until it is resumed.'
  ])
  expect(heldTexts(name, canary(true, 'backout'))[0]).toContain('by Backout (backout):')
})

it('says nothing of one that is not', () => {
  for (const suspend of [false, undefined, 'true']) expect(heldTexts('cart', canary(suspend))).toEqual([undefined])
})
