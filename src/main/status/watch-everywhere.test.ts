import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Measure, Observed, ServicesView } from '../../contract/index.ts'
import { createClock } from '../lib/clock.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { startSmallCluster, type SmallCluster } from '../testing/small-cluster.ts'
import { everywhereLimits } from './everywhere-limits.ts'
import { deployment, pod, ready } from './testing/objects.ts'
import { watchEverywhere } from './watch-everywhere.ts'

const limits = { errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 }
const clock = createClock({ simulatedAt: new Date().toISOString(), realAt: new Date().toISOString(), speed: 20 })
const deploymentsOf = (namespace: string): string => `/apis/apps/v1/namespaces/${namespace}/deployments`

let world: SmallCluster
let abort: AbortController
beforeEach(async () => {
  world = await startSmallCluster(clock)
  abort = new AbortController()
})
afterEach(async () => {
  abort.abort()
  await world.close()
})

function put(...names: readonly string[]): void {
  const namespaces = new Set(names.map((name) => name.split('/')[0] ?? ''))
  world.put(
    ...[...namespaces].map((name): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, uid: name }
    })),
    ...names.flatMap((full) => {
      const [namespace = '', name = ''] = full.split('/')
      return name === '' ? [] : [deployment({ metadata: { namespace, name, uid: full } })]
    })
  )
}

/** Errors by namespace; each service of it has them. */
function metricsOf(errors: Readonly<Record<string, number>>): Observed<ServiceMetrics> {
  const known = (value: number): Measure => ({ state: 'known', value, observedAt: clock.now().toISOString() })
  const none = { measure: known(0), source: '' }
  const value: ServiceMetrics = {
    name: 'monitoring/prometheus:9090',
    reachMs: () => 75_000,
    requestRates: async () => ({ byWorkload: new Map(), untold: new Map() }),
    flaggerMeasured: async () => new Map(),
    namespace: async (namespace) => {
      const missing: Measure = { state: 'unknown', why: 'noTraffic', detail: 'No requests were seen.' }
      const reading = errors[namespace]
      const numbers = reading === undefined ? missing : known(reading)
      return { readings: new Map([['checkout', { errorRatio: numbers, p95: numbers }]]), missing }
    },
    service: async () => ({ errorRatio: none, p95: none, availability: none, requestRate: none }),
    history: async () => ({ errorRatio: [], p95: [], availability: [], requestRate: [] })
  }
  return { state: 'value', value, observedAt: clock.now().toISOString() }
}

function follow(namespace = 'shop', errors: Readonly<Record<string, number>> = {}): () => ServicesView {
  const views: ServicesView[] = []
  const metrics = metricsOf(errors)
  watchEverywhere(
    {
      connection: world.connection,
      namespace,
      metrics: () => metrics,
      isOfBefore: () => false,
      crossing: (signal, measure) =>
        signal === 'errorRatio' && measure.state === 'known' && measure.value > 0.05
          ? { level: 'rollBack', limit: 0.05 }
          : null,
      limits,
      clock,
      abort: abort.signal
    },
    (view) => views.push(view)
  )
  return () => views.at(-1) ?? expect.fail('nothing published')
}

const soon = { timeout: 15_000, interval: 30 }
const names = (view: ServicesView): readonly string[] =>
  view.rows.state === 'value' ? view.rows.value.map(({ ref }) => `${ref.namespace}/${ref.name}`) : [view.rows.state]

it('lists all namespaces together, worst first, each row with its namespace and the numbers of it', async () => {
  put('shop/checkout', 'billing/checkout', 'billing/ledger', 'empty/')
  world.put(pod('new', 2, ready))
  const view = follow('shop', { shop: 0.002, billing: 0.31 })
  await expect
    .poll(() => view().rows, soon)
    .toMatchObject({
      state: 'value',
      value: [
        { ref: { namespace: 'billing', name: 'checkout' }, errorRatio: { value: 0.31 }, trouble: 'overLimit' },
        { ref: { namespace: 'billing', name: 'ledger' }, errorRatio: { state: 'unknown', why: 'noTraffic' } },
        { ref: { namespace: 'shop', name: 'checkout' }, errorRatio: { value: 0.002 }, trouble: 'calm' }
      ]
    })
  const everywhere = { how: 'cluster', why: '', unread: [], leftOut: [] }
  expect(view()).toMatchObject({ namespace: 'shop', everywhere })
  expect(view().everywhere?.namespaces.toSorted()).toEqual(['billing', 'shop'])
  put('late/checkout')
  await expect.poll(() => names(view()), soon).toContain('late/checkout')
})

it('reads namespaces one by one where all together are forbidden; one that is forbidden spoils only itself', async () => {
  put('shop/checkout', 'billing/checkout', 'payroll/checkout', 'empty/')
  world.refuse('/api/v1/pods', 403)
  world.refuse(deploymentsOf('payroll'), 403)
  const view = follow('shop', { shop: 0.2, billing: 0.4 })
  await expect
    .poll(() => view().rows, soon)
    .toMatchObject({
      state: 'value',
      value: [
        { ref: { namespace: 'billing' }, errorRatio: { value: 0.4 } },
        { ref: { namespace: 'shop' }, errorRatio: { value: 0.2 } }
      ]
    })
  expect(view().everywhere).toMatchObject({
    how: 'apart',
    why: 'You may not list the pods of all namespaces at once.',
    namespaces: ['shop', 'billing'],
    unread: [{ namespace: 'payroll', failure: { code: 'forbidden' } }],
    leftOut: []
  })
})

it('keeps the rows of the others when one namespace is lost on the way, and says which', async () => {
  put('shop/checkout', 'billing/checkout')
  world.refuse('/api/v1/pods', 403)
  const view = follow()
  await expect.poll(() => names(view()).length, soon).toBe(2)
  world.refuse(deploymentsOf('billing'), 403)
  await expect
    .poll(() => view().everywhere?.unread, soon)
    .toMatchObject([{ namespace: 'billing', failure: { code: 'forbidden' } }])
  expect(names(view())).toEqual(['shop/checkout'])
})

it('watches no more namespaces than it may, the chosen one first, and names those that it left out', async () => {
  const many = Array.from({ length: everywhereLimits.namespacesApart + 2 }, (_, index) => `team-${index}/checkout`)
  put('kube-system/dns', ...many, 'zoo/checkout')
  world.refuse('/apis/apps/v1/replicasets', 403)
  const view = follow('zoo')
  await expect.poll(() => names(view()).length, soon).toBe(everywhereLimits.namespacesApart)
  expect(names(view())).toContain('zoo/checkout')
  expect(view().everywhere?.leftOut).toEqual(['team-7', 'team-8', 'team-9', 'kube-system'])
})

it('does not watch a cluster as a whole that is too big for it', async () => {
  put('shop/checkout')
  const pods = Array.from({ length: everywhereLimits.together.pods + 1 }, (_, index) => pod(`p${index}`, 2, ready))
  world.put(...pods)
  const view = follow()
  await expect.poll(() => names(view()), soon).toEqual(['shop/checkout'])
  expect(view().everywhere).toMatchObject({
    how: 'apart',
    why: 'The cluster has 5,001 pods; up to 5,000 are read at once.'
  })
})

it('has the chosen namespace alone where namespaces may not be listed, and says so', async () => {
  put('shop/checkout', 'billing/checkout')
  world.refuse('/api/v1/namespaces', 403)
  world.refuse('/apis/apps/v1/deployments', 403)
  const view = follow()
  await expect.poll(() => names(view()), soon).toEqual(['shop/checkout'])
  expect(view().everywhere?.why).toBe(
    'You may not list the Deployments of all namespaces at once. Namespaces may not be listed, so that this is shop alone.'
  )
})

it('is forbidden as a whole where nothing may be read', async () => {
  put('shop/checkout', 'billing/checkout')
  for (const path of ['/apis/apps/v1/deployments', deploymentsOf('shop'), deploymentsOf('billing')])
    world.refuse(path, 403)
  const view = follow()
  await expect.poll(() => view().rows, soon).toMatchObject({ state: 'forbidden', failure: { code: 'forbidden' } })
})

it('says that the server does not answer, and goes on when it does', async () => {
  put('shop/checkout')
  world.refuse('/apis/apps/v1/deployments', 503)
  const view = follow()
  await expect.poll(() => view().rows, soon).toMatchObject({ state: 'unreachable', failure: { code: 'server' } })
  world.refuse('/apis/apps/v1/deployments', 0)
  await expect.poll(() => names(view()), soon).toEqual(['shop/checkout'])
})
