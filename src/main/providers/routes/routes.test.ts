import { describe, expect, it, test } from 'vitest'
import type { Observed } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { WatchedObjects } from '../../ports/lever.ts'
import { mostRules } from '../../ports/route.ts'
import { readHttpRoute } from './gateway-api/http-route.ts'
import { readVirtualService } from './istio/virtual-service.ts'
import { routesRelated } from './related.ts'
import { reachedBy, splitsOf, strangeRoutes } from './split.ts'
import {
  deploymentObject,
  destinationRuleObject,
  httpRouteObject,
  mesh,
  serviceObject,
  virtualServiceObject,
  weightedRule
} from './testing/mesh.ts'
import { trafficPanel } from './traffic-panel.ts'
import { trafficShare } from './traffic-share.ts'
import { seenRoutes } from './seen-routes.ts'

const route = (...weights: readonly unknown[]) => ({
  http: [
    {
      route: weights.map((weight, index) => ({
        destination: { host: `host-${index}` },
        ...(weight === undefined ? {} : { weight })
      }))
    }
  ]
})
const sharesOf = (object: KubeObject) =>
  (object.kind === 'HTTPRoute' ? readHttpRoute(object) : readVirtualService(object)).rules.map(({ destinations }) =>
    destinations.map(({ share }) => Math.round(1_000 * share) / 1_000)
  )

describe('shares of a VirtualService', () => {
  test.each([
    ['are parts of the sum', [100, 50], [0.667, 0.333]],
    ['are 0 where a weight is missing beside others', [undefined, 20], [0, 1]],
    ['are all for one alone, whatever its weight', [0], [1]],
    ['are all for one alone without a weight', [undefined], [1]]
  ])('%s', (_, weights, shares) => {
    expect(sharesOf(virtualServiceObject('cart', route(...weights)))).toEqual([shares])
  })
})

test('shares of an HTTPRoute count a missing weight as 1', () => {
  const backendRefs = [
    { name: 'a', port: 80 },
    { name: 'b', port: 80, weight: 3 }
  ]
  expect(sharesOf(httpRouteObject('cart', { rules: [{ backendRefs }] }))).toEqual([[0.25, 0.75]])
})

describe('what makes no sense names the object, and spoils nothing else', () => {
  const backends = (weight: unknown) => ({
    rules: [
      {
        backendRefs: [
          { name: 'a', weight },
          { name: 'b', weight: 1 }
        ]
      }
    ]
  })
  test.each<[KubeObject, RegExp]>([
    [
      virtualServiceObject('cart', route('70', 30)),
      /^VirtualService shop\/cart http rule 1: route 1 has a weight that is no number: "70"\.$/
    ],
    [virtualServiceObject('cart', route(-5, 105)), /negative weight -5/],
    [virtualServiceObject('cart', route(200, 300)), /weight 200, which is over 100/],
    [virtualServiceObject('cart', route(33.3, 66.7)), /no whole number: 33\.3/],
    [virtualServiceObject('cart', route(0, 0)), /add up to 0/],
    [virtualServiceObject('cart', route(undefined, undefined)), /add up to 0/],
    [virtualServiceObject('cart', { http: [{ route: [{ weight: 1 }] }] }), /names no host/],
    [virtualServiceObject('cart', { http: ['rule'] }), /is no object/],
    [virtualServiceObject('cart', { http: 'rules' }), /no list at spec\.http/],
    [virtualServiceObject('cart', null), /has no spec/],
    [virtualServiceObject('cart\u0007\u202e', route('70', 30)), /^VirtualService shop\/cart[ -~]* http rule 1/],
    [
      virtualServiceObject('cart', { http: Array.from({ length: 2_000 }, () => weightedRule(50, 50)) }),
      /has 2000 http rules, more than 500/
    ],
    [httpRouteObject('cart', backends('1')), /^HTTPRoute shop\/cart rule 1: backend 1 has a weight that is no number/],
    [httpRouteObject('cart', backends(-1)), /negative weight -1/],
    [httpRouteObject('cart', backends(1_000_001)), /over 1000000/],
    [httpRouteObject('cart', { rules: [{ backendRefs: [{ name: 'a', weight: 0 }] }] }), /add up to 0/],
    [httpRouteObject('cart', { rules: Array.from({ length: mostRules + 1 }, () => ({})) }), /has 501 rules/],
    [httpRouteObject('cart', 7), /has no spec/]
  ])('%#', (object, message) => {
    const reading = object.kind === 'HTTPRoute' ? readHttpRoute(object) : readVirtualService(object)
    expect(reading.problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)])
    expect(reading.problems[0]?.address.name).toBe(object.metadata.name)
    expect(reading.rules).toEqual([])
  })

  it('a route that does names a Service of theirs or not, whole', () => {
    const seen = mesh({
      virtualServices: [
        virtualServiceObject('x', { http: [{ route: [{ destination: { host: 'cart-canary' }, weight: '1' }] }] })
      ]
    })
    expect(strangeRoutes(seen, ['cart'])).toHaveLength(1)
    expect(strangeRoutes(seen, ['cart-primary'])).toEqual([])
  })
})

describe('what reaches a Deployment', () => {
  it.each(['cart-canary', 'cart-canary.shop', 'cart-canary.shop.svc', 'cart-canary.shop.svc.cluster.local'])(
    'is found by %s, from anywhere',
    (host) => {
      const far = virtualServiceObject(
        'edge',
        {
          hosts: ['shop.example'],
          http: [{ route: [{ destination: { host: host.includes('.') ? host : `${host}.shop.svc` } }] }]
        },
        'edge'
      )
      expect(splitsOf(mesh({ virtualServices: [far] }), 'shop', 'cart')).toHaveLength(1)
    }
  )

  it('is not what has the same name elsewhere', () => {
    const far = virtualServiceObject('edge', { http: [{ route: [{ destination: { host: 'cart-canary' } }] }] }, 'edge')
    expect(splitsOf(mesh({ virtualServices: [far] }), 'shop', 'cart')).toEqual([])
  })

  it('is known by subset, by what shares a rule, by copies, and is missing where nothing is there', () => {
    const labels = (version: string) => ({ app: 'cart', version })
    const to = (subset: string) => ({ destination: { host: 'cart', subset }, weight: 50 })
    const seen = mesh({
      services: [serviceObject('cart', { app: 'cart' })],
      deployments: [
        deploymentObject('old', labels('1')),
        deploymentObject('new', labels('2')),
        deploymentObject('copy', labels('3'))
      ],
      destinationRules: [
        destinationRuleObject('cart', {
          subsets: [
            { name: 'a', labels: { version: '1' } },
            { name: 'b', labels: { version: '2' } },
            { name: 'c', labels: { version: '3' } }
          ],
          trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true } } }
        })
      ],
      virtualServices: [
        virtualServiceObject('cart', {
          http: [{ route: [to('a'), to('b')] }, { route: [to('a'), to('gone')], mirror: { host: 'cart', subset: 'c' } }]
        })
      ]
    })
    const splits = splitsOf(seen, 'shop', 'new')
    expect(splits.map((split) => [...reachedBy([split])])).toEqual([
      ['old', 'new'],
      ['old', 'copy']
    ])
    expect(splits[1]?.parts.map(({ isMissing }) => isMissing)).toEqual([false, true])
    expect(splits[0]?.parts.map(({ isConsistent }) => isConsistent)).toEqual([true, true])
  })
})

describe('what is followed', () => {
  const ref = { namespace: 'shop', name: 'cart' }
  const ids = (known: Parameters<typeof routesRelated>[1]) => routesRelated(ref, known).map(({ id }) => id)
  const absent = { state: 'absent', reason: '', observedAt: '' } as const
  const forbidden = {
    state: 'forbidden',
    failure: { code: 'forbidden', message: 'may not list', address: {}, retryable: false, causes: [] },
    observedAt: ''
  } as const
  it('is the newest version that is served, and only the namespace where others may not be read', () => {
    expect(ids(new Map())).toEqual([
      'virtualservices.v1',
      'destinationrules.v1',
      'httproutes.v1',
      'services.here',
      'deployments.here'
    ])
    expect(
      ids(
        new Map<string, Observed<readonly KubeObject[]>>([
          ['virtualservices.v1', absent],
          ['httproutes.v1', forbidden]
        ])
      )
    ).toEqual([
      'virtualservices.v1',
      'virtualservices.v1beta1',
      'destinationrules.v1',
      'httproutes.v1',
      'httproutes.v1.here',
      'services.here',
      'deployments.here'
    ])
  })

  it('is shown: what is asked for beside what was counted, and never one for the other', () => {
    const value = (objects: readonly KubeObject[]) =>
      ({ state: 'value', value: objects, observedAt: '2026-03-01T00:00:00Z' }) as const
    const { services, deployments, routes } = mesh({
      virtualServices: [
        virtualServiceObject('cart', { http: [weightedRule(70, 30, { mirror: { host: 'cart-canary' } })] })
      ]
    })
    const known: WatchedObjects = new Map<string, Observed<readonly KubeObject[]>>([
      ['deployments', value(deployments.slice(0, 1))],
      ['virtualservices.v1', value(routes.map(({ object }) => object))],
      ['destinationrules.v1', absent],
      ['destinationrules.v1beta1', absent],
      ['destinationrules.v1alpha3', absent],
      ['httproutes.v1', absent],
      ['httproutes.v1beta1', absent],
      ['services.here', value(services)],
      ['deployments.here', value(deployments)]
    ])
    expect(seenRoutes(new Map([...known].slice(1)))).not.toBeNull()
    const rates = {
      state: 'value',
      value: {
        byWorkload: new Map([
          ['cart', 20],
          ['cart-primary', 80]
        ]),
        untold: new Map<string, string>()
      },
      observedAt: ''
    } as const
    const panel = trafficPanel(ref, known, new Date(), rates)
    expect(panel?.parts).toMatchObject({
      value: [
        {
          kind: 'shares',
          title: 'Configured: VirtualService shop/cart, http rule 1',
          shares: [
            { label: 'cart-primary', value: 70 },
            { label: 'cart', value: 30 }
          ]
        },
        {
          kind: 'shares',
          title: 'Observed, last minute',
          shares: [
            { label: 'cart-primary', value: 80 },
            { label: 'cart', value: 20 }
          ]
        },
        { kind: 'sentence', text: expect.stringContaining('copies requests to cart') as string }
      ]
    })
    // What an error ratio is a part of is counted, too; copies of requests are nobody's.
    const reading = { state: 'loading', awaiting: '', sinceAt: '' } as const
    const primary = { ...ref, name: 'cart-primary' }
    expect(trafficShare(primary, known, rates)).toEqual({ kind: 'known', share: 0.8 })
    expect(trafficShare(ref, known, rates)).toMatchObject({ kind: 'unknown', why: expect.stringContaining('copies') })
    expect(
      trafficShare(primary, known, { ...rates, value: { byWorkload: new Map(), untold: new Map() } })
    ).toMatchObject({ kind: 'unknown', configured: 0.7 })
    expect(trafficShare(primary, known, reading)).toEqual({ kind: 'reading' })
    expect(trafficShare(primary, new Map(), rates)).toEqual({ kind: 'reading' })
    expect(trafficShare({ ...ref, name: 'another' }, known, rates)).toBeNull()
    const unmeasured = trafficPanel(ref, known, new Date(), reading)
    expect(JSON.stringify(unmeasured)).toContain('only a wish')
    // One of them whose requests cannot be told is not one that gets none.
    const untold = new Map([['cart-primary', 'Prometheus has series of several clusters (east, west).']])
    const inPart = { ...rates, value: { byWorkload: new Map([['cart', 20]]), untold } }
    expect(trafficShare({ ...primary }, known, inPart)).toEqual({
      kind: 'unknown',
      configured: 0.7,
      why: 'who gets which requests cannot be told'
    })
    const panelInPart = JSON.stringify(trafficPanel(ref, known, new Date(), inPart))
    expect(panelInPart).toContain('What cart-primary gets cannot be told. Prometheus has series of several clusters')
    expect(panelInPart).not.toContain('Observed')
    expect(trafficPanel(ref, new Map(), new Date(), rates)).toBeNull()
  })
})
