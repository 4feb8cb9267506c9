import { describe, expect, it, vi } from 'vitest'
import type { Observed } from '../../src/contract/index.ts'
import type { KubeObject } from '../../src/main/ports/kube.ts'
import { historyOf } from '../../src/main/providers/kubernetes/history.ts'
import { servedIntervals } from '../../src/main/providers/kubernetes/served.ts'
import { namespaceIds, routeKinds } from '../../src/main/providers/routes/kinds.ts'
import { trafficPanel } from '../../src/main/providers/routes/traffic-panel.ts'
import { podViews } from '../../src/main/status/pod-views.ts'
import { writtenChanges } from '../../src/main/what-changed/changes-of.ts'
import { lately } from '../../src/main/what-changed/lately.ts'
import { likeliestOf } from '../../src/main/what-changed/likeliest.ts'
import { writtenKinds } from '../../src/main/what-changed/sources.ts'
import { situationOf } from '../../src/main/levers/traffic-drain/situation.ts'
import { seenRoutes } from '../../src/main/providers/routes/seen-routes.ts'

// Everything below is within the limits of what is taken in, and most of it may be written by who may write in one namespace.
// Each of these held main for more than half a minute, or took all of its memory, at every observation.

/** What one of them may take of a processor, however busy it is with others; milliseconds. */
const soonMs = 8_000
const ref = { namespace: 'shop', name: 'cart' }
const nowMs = Date.parse('2026-03-01T10:00:00Z')
const at = (seconds: number): string => new Date(nowMs + seconds * 1_000).toISOString()
const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index))

function object(kind: string, name: string, more: object = {}, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name, namespace: 'shop', uid: `${kind} ${name}`, ...metadata }, ...more }
}

const ownedBy = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `${kind} ${name}`, controller: true }]
})

/** What it gives, and that it comes to an end soon. */
function soon<T>(work: () => T): T {
  const before = process.cpuUsage()
  const made = work()
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(soonMs)
  return made
}

const container = (index: number) => ({
  name: `c${index}`,
  envFrom: [{ configMapRef: { name: 'cart-config' } }],
  env: many(20, (each) => ({ name: `X${each}`, valueFrom: { configMapKeyRef: { name: `other-${each}`, key: 'a' } } }))
})
const template = { metadata: { labels: { app: 'cart' } }, spec: { containers: many(200, container) } }
const deployment = object('Deployment', 'cart', { spec: { template } })
const observed = <T>(value: T): Observed<T> => ({ state: 'value', value, observedAt: at(0) })

vi.setConfig({ testTimeout: 60_000 })

describe('what changed', () => {
  const [, , , source] = writtenKinds({ context: 'c', ref })
  if (source?.kind !== 'ConfigMap') throw new Error('no ConfigMaps')
  const subject = { ref, workloads: [deployment], revisions: [], pods: [], canaries: [], splits: [] }
  const managedFields = many(20_000, (index) => ({
    manager: `m${index}`,
    operation: 'Apply',
    time: at(-60),
    fieldsV1: { 'f:data': { 'f:a': {} } }
  }))

  it('of a ConfigMap that 20,000 have written to is told soon', () => {
    const config = object('ConfigMap', 'cart-config', {}, { managedFields })
    const reading = { source, state: 'read', objects: [config], leftOut: 0 } as const
    const of = { subject, followed: [], reconcilers: [], fromAt: at(-3_600) }
    const { candidates, leftOut } = soon(() => writtenChanges({ ...of, readings: [reading] }))
    expect(candidates[0]).toMatchObject({ touch: 'configAtStart', name: 'cart-config' })
    expect(candidates.length + leftOut).toBe(20_000)
    const { objects } = soon(() => lately([config], at(-3_600), false))
    expect(objects[0]?.metadata.managedFields?.length).toBe(50)
  })

  it('of 30,000 objects is told of those written last, and that there are more', () => {
    const configs = many(30_000, (index) =>
      object('ConfigMap', `c${index}`, {}, { managedFields: [{ manager: 'a', time: at(-3_000 + index / 10) }] })
    )
    const { objects, leftOut } = soon(() => lately(configs, at(-3_600), false))
    expect([objects.length, leftOut, objects[0]?.metadata.name]).toEqual([2_000, 28_000, 'c29999'])
  })

  it('is held against 30,000 pods soon', () => {
    const change = { kind: 'write', of: 'ConfigMap', name: 'c', by: 'a', git: '', what: '', diff: [] } as const
    const candidates = many(4_000, (index) => ({
      ...change,
      at: at(-60 - index / 100),
      touch: 'configAtStart' as const
    }))
    const around = { aroundAt: at(0), podStarts: many(30_000, () => at(-7_200)) }
    expect(soon(() => likeliestOf(candidates, around))).toBeNull()
    const [newest] = candidates
    const started = { ...around, podStarts: [...around.podStarts, at(-30), at(30)] }
    expect(soon(() => likeliestOf(candidates, started))?.candidate).toBe(newest)
  })
})

describe('revisions', () => {
  const template = { metadata: { labels: { app: 'cart' } }, spec: { containers: [{ name: 'app', image: 'cart:1' }] } }
  const workloadOf = (kind: string): KubeObject => object(kind, 'cart', { spec: { template } })

  it.each([
    ['StatefulSet', 'ControllerRevision'],
    ['Deployment', 'ReplicaSet']
  ])('of a %s that has 10,000 are told soon, the newest', (kind, revisionKind) => {
    const workload = workloadOf(kind)
    const revisions = many(10_000, (index) =>
      object(
        revisionKind,
        `r${index}`,
        { revision: index + 1, data: { spec: { template } }, spec: { template } },
        {
          ...ownedBy(kind, 'cart'),
          creationTimestamp: at(-index),
          annotations: { 'deployment.kubernetes.io/revision': String(index + 1) }
        }
      )
    )
    const history = soon(() => historyOf(workload, revisions))
    expect(history[0]?.revision).toBe(10_000)
    expect(history.length).toBeLessThan(300)
    soon(() => servedIntervals(history))
    const owner = kind === 'Deployment' ? null : ownedBy(kind, 'cart')
    const pods = many(10_000, (index) =>
      object(
        'Pod',
        `p${index}`,
        {},
        { ...(owner ?? ownedBy(revisionKind, `r${index}`)), labels: { 'controller-revision-hash': `r${index}` } }
      )
    )
    expect(soon(() => podViews(pods, revisions)).length).toBe(10_000)
  })

  it('that say that they were 131,000 before are told, and the last are believed', () => {
    const numbers = many(40_000, (index) => index + 1)
    const replicaSet = object(
      'ReplicaSet',
      'r',
      { spec: { template } },
      {
        ...ownedBy('Deployment', 'cart'),
        annotations: {
          'deployment.kubernetes.io/revision': '40001',
          'deployment.kubernetes.io/revision-history': numbers.join(',')
        }
      }
    )
    const small = { ...replicaSet, metadata: { ...replicaSet.metadata } }
    small.metadata.annotations = {
      'deployment.kubernetes.io/revision': '2',
      'deployment.kubernetes.io/revision-history': '1,'.repeat(131_000)
    }
    for (const one of [replicaSet, small]) {
      const history = soon(() => historyOf(workloadOf('Deployment'), [one]))
      expect(() => soon(() => servedIntervals(history))).not.toThrow()
      expect(history[0]?.earlier.at(-1)).toBe(one === small ? 1 : 40_000)
      expect(history[0]?.earlier.length).toBeLessThan(1_001)
    }
  })
})

describe('routes', () => {
  const route = (rule: object) =>
    object('VirtualService', 'cart', { apiVersion: 'networking.istio.io/v1', spec: { hosts: ['cart'], http: [rule] } })
  const destination = (subset: string) => ({ destination: { host: 'cart', subset }, weight: 1 })
  const rules = many(2_000, (index) =>
    object('DestinationRule', `d${index}`, {
      spec: { host: 'cart', subsets: [{ name: `v${index}`, labels: index % 2 === 0 ? {} : { version: 'gone' } }] }
    })
  )
  const deployments = [
    object('Deployment', 'cart', { spec: { template: { metadata: { labels: { app: 'cart' } } } } }),
    ...many(2_000, (index) =>
      object('Deployment', `cart-${index}-${'x'.repeat(40)}`, {
        spec: { template: { metadata: { labels: { app: 'cart' } } } }
      })
    )
  ]
  const services = [object('Service', 'cart', { spec: { selector: { app: 'cart' } } })]

  function known(virtualServices: readonly KubeObject[]) {
    const listed = { virtualservices: virtualServices, destinationrules: rules, httproutes: [] }
    const objects = new Map<string, Observed<readonly KubeObject[]>>([
      ['deployments', observed([deployment])],
      [namespaceIds.services, observed(services)],
      [namespaceIds.deployments, observed(deployments)]
    ])
    for (const kind of ['virtualservices', 'destinationrules', 'httproutes'] as const)
      for (const [index, version] of routeKinds[kind].versions.entries())
        objects.set(`${kind}.${version}`, observed(index === 0 ? listed[kind] : []))
    return objects
  }

  function lookAt(virtualServices: readonly KubeObject[]): string {
    const objects = known(virtualServices)
    const seen = seenRoutes(objects)
    if (seen === null) throw new Error('is being read')
    soon(() => situationOf(ref, seen, { canaries: [], rollouts: [] }))
    const rates = { state: 'absent', reason: 'none', observedAt: at(0) } as const
    return JSON.stringify(soon(() => trafficPanel(ref, objects, new Date(nowMs), rates)))
  }

  it('of 20,000 destinations in one rule are none that is written to, and say why', () => {
    const panel = lookAt([route({ route: many(20_000, (index) => destination(`v${index % 2_000}`)) })])
    expect(panel).toContain('has 20000 routes, more than 100')
    expect(panel.length).toBeLessThan(20_000)
    expect(lookAt([route({ route: [destination('')], mirrors: many(20_000, () => destination('')) })])).toContain(
      'mirrors'
    )
  })

  it('of 100 rules with 100 destinations each, of which each is of 2,000 workloads, are told soon', () => {
    const http = many(100, (rule) => ({ route: many(100, (index) => destination(`v${(rule * 100 + index) % 2_000}`)) }))
    const object = { ...route({}), spec: { hosts: ['cart'], http } }
    const panel = lookAt([object])
    expect(panel).toContain('and 1995 more')
    expect(panel.length).toBeLessThan(500_000)
  })
})
