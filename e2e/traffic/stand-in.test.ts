import { beforeAll, describe, expect, test } from 'vitest'
import { meet, together } from '../../src/main/drill/users/routing.ts'
import { everybody, type Cohort } from '../../src/main/drill/users/traffic.ts'
import type { KubeObject } from '../../src/main/drill/store/api-store.ts'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { to } from './manifests.ts'
import { keep } from './measured.ts'
import { until } from './until.ts'
import { countByVersion } from './users.ts'
import { badTag, goodTag, splitWorld, type World } from './worlds.ts'

const requests = 600
/** Three standard deviations of a half among so many are 0.061. */
const drawn = 0.065
/** Of a cluster that Envoy does not have, or of no route. */
const unanswered = ['503', '404']

interface Case {
  readonly id: string
  readonly http: readonly object[]
  readonly headers?: Readonly<Record<string, string>>
}

const half = { route: [to('cart', 50), to('cart-next', 50)] }
const sticky = {
  match: [{ headers: { Cookie: { regex: '.*trial=next.*' } } }],
  route: [to('cart', 0), to('cart-next', 100)]
}

/** Rules that the drill's routes are played with. */
const cases: readonly Case[] = [
  { id: '50 : 50', http: [half] },
  { id: '90 : 10', http: [{ route: [to('cart', 90), to('cart-next', 10)] }] },
  { id: '100 : 50, a sum that is not 100', http: [{ route: [to('cart', 100), to('cart-next', 50)] }] },
  { id: 'one destination with weight 0', http: [{ route: [to('cart-next', 0)] }] },
  { id: 'one of two without a weight', http: [{ route: [to('cart', 70), { destination: { host: 'cart-next' } }] }] },
  { id: 'sticky, without the cookie', http: [sticky, { route: [to('cart', 100), to('cart-next', 0)] }] },
  {
    id: 'sticky, with the cookie',
    http: [sticky, { route: [to('cart', 100), to('cart-next', 0)] }],
    headers: { Cookie: 'a=b; trial=next' }
  },
  {
    id: 'a header that fits a prefix',
    http: [
      { match: [{ headers: { 'x-group': { prefix: 'in' } } }], route: [to('cart-next', 100)] },
      { route: [to('cart', 100)] }
    ],
    headers: { 'X-Group': 'insider' }
  },
  {
    id: 'a path that does not fit',
    http: [{ match: [{ uri: { prefix: '/admin' } }], route: [to('cart-next', 100)] }, { route: [to('cart', 100)] }]
  },
  { id: 'no rule that fits', http: [{ match: [{ uri: { exact: '/admin' } }], route: [to('cart', 100)] }] },
  {
    id: 'a mirror, which users do not see',
    http: [
      { route: [to('cart', 100), to('cart-next', 0)], mirror: { host: 'cart-next' }, mirrorPercentage: { value: 100 } }
    ]
  }
]

describe.skipIf(!hasTraffic)('the drill’s routes beside those of a real proxy', () => {
  let bench: TrafficBench
  let world: World
  const found: Record<string, { readonly drill: object; readonly envoy: object }> = {}

  beforeAll(async () => {
    bench = await openTraffic()
    world = await splitWorld(bench, 'stand-in')
    return () => keep('stand-in', { requests, cases: found })
  }, 120_000)

  test.each(cases)('$id', { timeout: 60_000 }, async ({ id, http, headers = {} }) => {
    const { namespace, admin, client, call } = world
    const marked = http.map((rule) => ({ ...rule, headers: { response: { set: { 'x-case': id } } } }))
    const patch = JSON.stringify({ spec: { http: marked } })
    await admin.kubectl(['-n', namespace, 'patch', 'virtualservice', 'cart', '--type=merge', '-p', patch])
    await until('these rules in the proxy', async () =>
      (await client.admin('/config_dump?resource=dynamic_route_configs')).includes(JSON.stringify(id))
    )
    const answers = await Promise.all(Array.from({ length: requests }, () => client.call({ ...call, headers })))
    const counts = countByVersion(answers)
    const share = (version: string): number => (counts[version] ?? 0) / requests
    const envoy = {
      cart: share(goodTag),
      'cart-next': share(badTag),
      'no-route': unanswered.reduce((sum, status) => sum + share(status), 0)
    }
    const drill = sharesOf(namespace, http, headers)
    found[id] = { drill, envoy }
    for (const [name, real] of Object.entries(envoy)) {
      const simulated = drill[name] ?? 0
      // What is not drawn is exact.
      const within = simulated === 0 || simulated === 1 ? 0.000_001 : drawn
      expect(Math.abs(real - simulated), `${name}: ${real}, in the drill ${simulated}`).toBeLessThan(within)
    }
  })

  test('a mirror’s copies reach the version that users do not see', { timeout: 60_000 }, async () => {
    const { namespace, client } = world
    const stats = await client.admin(`/stats?filter=outbound.*cart-next.${namespace}.*upstream_rq_total`)
    const copies = Number(/upstream_rq_total: (\d+)/.exec(stats)?.[1] ?? 0)
    const drill = together(
      meet([routeOf(namespace, cases.at(-1)?.http ?? [])], { namespace, name: 'cart', cohorts: everybody })
    )
    expect(drill.find(({ isShadow }) => isShadow)).toMatchObject({ service: 'cart-next', weight: 1 })
    expect(copies).toBeGreaterThanOrEqual(requests)
  })
})

function routeOf(namespace: string, http: readonly object[]): KubeObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'cart', namespace },
    spec: { hosts: ['cart'], http }
  }
}

/** What users get of each Service in the drill, 0 to 1; copies are no answers. */
function sharesOf(
  namespace: string,
  http: readonly object[],
  headers: Cohort['headers']
): Readonly<Record<string, number>> {
  const cohorts = [{ share: 1, headers }]
  const met = together(meet([routeOf(namespace, http)], { namespace, name: 'cart', cohorts }))
  return Object.fromEntries(met.filter(({ isShadow }) => !isShadow).map(({ service, weight }) => [service, weight]))
}
