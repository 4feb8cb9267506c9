import { expect, test } from 'vitest'
import { notArrived } from './not-arrived.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { WatchedObjects } from '../../ports/lever.ts'
import { splitsOf } from './split.ts'
import { trafficPanel } from './traffic-panel.ts'
import { mesh, virtualServiceObject, weightedRule } from './testing/mesh.ts'

const now = new Date('2026-11-29T02:13:30Z')
const counted = (byWorkload: Readonly<Record<string, number>>, untold: Readonly<Record<string, string>> = {}) => ({
  byWorkload: new Map(Object.entries(byWorkload)),
  untold: new Map(Object.entries(untold))
})
const rates = counted({ 'cart-primary': 60, cart: 40 })

/** 0 % for cart unless a test says otherwise, written so many seconds ago. */
function said(seconds: number | null, weight = 0, more: object = {}, isMeshDown = false, seenRates = rates) {
  const plain = virtualServiceObject('cart', { http: [weightedRule(100 - weight, weight, more)] })
  const time = seconds === null ? undefined : new Date(now.getTime() - seconds * 1_000).toISOString()
  const managedFields = time === undefined ? [] : [{ manager: 'backout', operation: 'Update' as const, time }]
  const route = { ...plain, metadata: { ...plain.metadata, managedFields } }
  const seen = mesh({ virtualServices: [route] })
  return notArrived(splitsOf(seen, 'shop', 'cart'), seenRates, isMeshDown, now)
}

/** The route beside the rest of the mesh, as it is followed. */
function seenAs(route: KubeObject): WatchedObjects {
  const value = (objects: readonly KubeObject[]) => ({ state: 'value', value: objects, observedAt: '' }) as const
  const { services, deployments } = mesh({})
  const kinds = ['destinationrules.v1', 'destinationrules.v1beta1', 'destinationrules.v1alpha3', 'httproutes.v1']
  return new Map([
    ...[...kinds, 'httproutes.v1beta1'].map((id) => [id, value([])] as const),
    ['deployments', value(deployments.slice(0, 1))],
    ['virtualservices.v1', value([route])],
    ['services.here', value(services)],
    ['deployments.here', value(deployments)]
  ])
}

test('requests that reach what no rule sends to are of proxies without that route', () => {
  expect(said(180)).toEqual([
    '0 % is configured for cart since 02:10:30Z, and 40 % of the requests reach it: the proxies do not have that route. istiod has not pushed it, or proxies are not connected to istiod.'
  ])
  expect(said(180, 0, {}, true)[0]).toMatch(/istiod does not answer, and pushes nothing\.$/)
})

test.each([
  ['the route was written just now', said(90)],
  ['nothing says when it was written', said(null)],
  ['some of them are to go there', said(180, 10)],
  ['they are copies', said(180, 0, { mirror: { host: 'cart-canary' } })],
  ['they run out', said(180, 0, {}, false, counted({ 'cart-primary': 200, cart: 1 }))],
  ['nobody sends any', said(180, 0, {}, false, counted({}))],
  ['what one of them gets cannot be told', said(180, 0, {}, false, counted({ cart: 40 }, { 'cart-primary': 'Mixed.' }))]
])('nothing is said where %s', (_why, found) => {
  expect(found).toEqual([])
})

test('a rule for some users only says nothing of those whom another rule sends', () => {
  const matched = weightedRule(0, 100, { match: [{ headers: { 'x-canary': { exact: 'on' } } }] })
  const others = { route: [{ destination: { host: 'cart-primary' }, weight: 0 }] }
  const plain = virtualServiceObject('cart', { http: [matched, others] })
  const time = new Date(now.getTime() - 600_000).toISOString()
  const managedFields = [{ manager: 'flagger', operation: 'Update' as const, time }]
  const route = { ...plain, metadata: { ...plain.metadata, managedFields } }
  const known = {
    state: 'value',
    value: counted({ 'cart-primary': 74, cart: 25 }),
    observedAt: ''
  } as const
  const panel = trafficPanel({ namespace: 'shop', name: 'cart' }, seenAs(route), now, known)
  expect(JSON.stringify(panel)).toContain('Observed')
  expect(JSON.stringify(panel)).not.toContain('do not have that route')
})
