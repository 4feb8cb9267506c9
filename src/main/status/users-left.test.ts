import { expect, it } from 'vitest'
import type { Observed } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import {
  flaggerDeployments,
  flaggerServices,
  virtualServiceObject,
  weightedRule
} from '../providers/routes/testing/mesh.ts'
import { namespaceIds, routeKinds } from '../providers/routes/kinds.ts'
import { followUsers } from './users-left.ts'

const ref = { namespace: 'shop', name: 'cart' }
const at = '2026-03-01T12:45:34Z'

function read(value: readonly KubeObject[]): Observed<readonly KubeObject[]> {
  return { state: 'value', value, observedAt: at }
}

function routed(canary: number): WatchedObjects {
  const route = virtualServiceObject('cart', { hosts: ['cart'], http: [weightedRule(100 - canary, canary)] })
  const kinds = Object.entries(routeKinds).flatMap(([kind, { versions }]) =>
    versions.map((version) => [`${kind}.${version}`, read(kind === 'virtualservices' ? [route] : [])] as const)
  )
  return new Map([
    ...kinds,
    [namespaceIds.services, read(flaggerServices)],
    [namespaceIds.deployments, read(flaggerDeployments)]
  ])
}

it('says since when no route sends users to what is measured, and forgets it when one does again', () => {
  const usersLeft = followUsers(() => at)
  expect(usersLeft(ref, 'cart', routed(50))).toBeNull()
  expect(usersLeft(ref, 'cart', routed(0))).toEqual({ workload: 'cart', sinceAt: at, seenAt: at })
  expect(usersLeft(ref, 'cart-primary', routed(0))).toBeNull()
  expect(usersLeft(ref, 'cart', routed(5))).toBeNull()
})

it('does not date what it did not see, and knows the Service of a canary by its name', () => {
  const usersLeft = followUsers(() => at)
  expect(usersLeft(ref, 'cart', routed(0))).toEqual({ workload: 'cart', sinceAt: null, seenAt: at })
  expect(usersLeft(ref, 'cart-canary', routed(0))).toEqual({ workload: 'cart-canary', sinceAt: null, seenAt: at })
})

it('says nothing where routes are still being read', () => {
  expect(followUsers(() => at)(ref, 'cart', new Map())).toBeNull()
})
