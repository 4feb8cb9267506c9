import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../store/api-store.ts'
import { meet, together } from './routing.ts'
import { withCookies } from './sticky.ts'
import type { Cohort } from './traffic.ts'
import { everybody } from './traffic.ts'

const to = (host: string, weight?: number): object => ({
  destination: { host },
  ...(weight === undefined ? {} : { weight })
})

function virtualService(name: string, spec: object, namespace = 'shop'): KubeObject {
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace }, spec }
}

function shares(
  routes: readonly KubeObject[],
  cohorts: readonly Cohort[] = everybody
): Readonly<Record<string, number>> {
  const all = together(meet(routes, { namespace: 'shop', name: 'cart', cohorts }))
  return Object.fromEntries(
    all
      .filter(({ weight }) => weight > 0)
      .map(({ namespace, service, weight, isShadow }) => [
        `${service}.${namespace}${isShadow === true ? ' (copy)' : ''}`,
        Math.round(weight * 1000) / 1000
      ])
  )
}

test('without a VirtualService the Service gets everything', () => {
  expect(shares([virtualService('other', { hosts: ['other'], http: [{ route: [to('x')] }] })])).toEqual({
    'cart.shop': 1
  })
})

test.each([
  ['90 : 10', [to('cart-primary', 90), to('cart-canary', 10)], { 'cart-primary.shop': 0.9, 'cart-canary.shop': 0.1 }],
  ['the first one to 100 of 50 : 50', [to('a', 100), to('b', 50)], { 'a.shop': 0.667, 'b.shop': 0.333 }],
  ['one destination, whatever its weight', [to('b', 0)], { 'b.shop': 1 }],
  ['a missing weight among several is 0', [to('a', 70), to('b')], { 'a.shop': 1 }],
  ['no weight at all leads nowhere', [to('a', 0), to('b', 0)], { 'no-route.shop': 1 }],
  [
    'other ways to write a host',
    [to('a.shop.svc.cluster.local', 1), to('b.other', 1)],
    { 'a.shop': 0.5, 'b.other': 0.5 }
  ]
])('weights are shares of their sum: %s', (_what, route, expected) => {
  expect(shares([virtualService('cart', { hosts: ['cart'], http: [{ route }] })])).toEqual(expected)
})

test('the first route that matches is taken', () => {
  const http = [
    { match: [{ headers: { 'X-Canary': { exact: 'insider' } } }], route: [to('a', 0), to('b', 100)] },
    { route: [to('a')] }
  ]
  const cohorts = [
    { share: 0.8, headers: {} },
    { share: 0.2, headers: { 'x-canary': 'insider' } }
  ]
  expect(shares([virtualService('cart', { hosts: ['cart'], http })], cohorts)).toEqual({ 'a.shop': 0.8, 'b.shop': 0.2 })
})

test('a delegate decides in the place of its root', () => {
  const root = virtualService(
    'edge',
    { hosts: ['cart.shop'], http: [{ delegate: { name: 'cart', namespace: 'team' } }] },
    'edge'
  )
  const delegate = virtualService('cart', { http: [{ route: [to('a', 60), to('b', 40)] }] }, 'team')
  expect(shares([root, delegate])).toEqual({ 'a.team': 0.6, 'b.team': 0.4 })
  expect(shares([root])).toEqual({ 'no-route.shop': 1 })
})

test('a mirror copies and takes nothing away', () => {
  const http = [{ route: [to('a', 100), to('b', 0)], mirror: { host: 'b' }, mirrorPercentage: { value: 25 } }]
  expect(shares([virtualService('cart', { hosts: ['cart'], http })])).toEqual({ 'a.shop': 1, 'b.shop (copy)': 0.25 })
})

describe('cookies', () => {
  const cookie = 'flagger-cookie=abc'
  const sticky = {
    match: [{ headers: { Cookie: { regex: '.*flagger-cookie.*abc.*' } } }],
    route: [to('a', 0), to('b', 100)]
  }
  const setting = { ...to('b', 10), headers: { response: { add: { 'Set-Cookie': `${cookie}; Max-Age=86400` } } } }
  const routes = [virtualService('cart', { hosts: ['cart'], http: [sticky, { route: [to('a', 90), setting] }] })]

  test('bind those who met the canary once, more and more of them', () => {
    let cohorts: readonly Cohort[] = everybody
    const share = (): number => shares(routes, cohorts)['b.shop'] ?? 0
    expect(share()).toBe(0.1)
    const seen: number[] = []
    for (let step = 0; step < 20; step++) {
      cohorts = withCookies(meet(routes, { namespace: 'shop', name: 'cart', cohorts }), everybody, 15_000)
      seen.push(share())
    }
    expect(cohorts.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 9)
    expect(seen).toEqual(seen.toSorted((x, y) => x - y))
    expect(seen.at(-1)).toBeGreaterThan(0.5)
  })

  test('go when an answer expires them', () => {
    const expiring = {
      ...sticky,
      route: [to('a', 100), to('b', 0)],
      headers: { response: { add: { 'Set-Cookie': `${cookie}; Max-Age=-1` } } }
    }
    const after = [virtualService('cart', { hosts: ['cart'], http: [expiring, { route: [to('a', 100), to('b', 0)] }] })]
    const bound = [
      { share: 0.5, headers: {} },
      { share: 0.5, headers: { Cookie: cookie } }
    ]
    expect(shares(after, bound)).toEqual({ 'a.shop': 1 })
    const left = withCookies(meet(after, { namespace: 'shop', name: 'cart', cohorts: bound }), everybody, 60_000)
    expect(left.find(({ headers }) => headers['Cookie'] !== undefined)?.share).toBeLessThan(0.03)
  })

  test('keep users on the canary when only the split is drained', () => {
    const drained = [virtualService('cart', { hosts: ['cart'], http: [sticky, { route: [to('a', 100), to('b', 0)] }] })]
    const bound = [
      { share: 0.4, headers: {} },
      { share: 0.6, headers: { Cookie: cookie } }
    ]
    expect(shares(drained, bound)).toEqual({ 'a.shop': 0.4, 'b.shop': 0.6 })
  })
})
