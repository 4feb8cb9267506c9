import { describe, expect, it, test } from 'vitest'
import { canaryObject } from '../../providers/flagger/testing/canary-objects.ts'
import {
  deploymentObject,
  destinationRuleObject,
  flaggerDeployments,
  flaggerServices,
  httpRouteObject,
  serviceObject,
  virtualServiceObject,
  weightedRule,
  type MeshShape
} from '../../providers/routes/testing/mesh.ts'
import { calm } from '../deployment-rollback/testing/stage.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { trafficDrain } from './index.ts'
import { drainKit, drainStage, drainWorld, type DrainShape } from './testing/drain-stage.ts'

/** Of no Canary: two Deployments with a rule between them. */
const plain: DrainShape = {
  virtualServices: [virtualServiceObject('cart', { hosts: ['cart'], http: [weightedRule(70, 30)] })]
}
const onTrial: DrainShape = { ...plain, canaries: [canaryObject()] }

const v1v2: MeshShape = {
  services: [serviceObject('cart', { app: 'cart' })],
  deployments: [
    deploymentObject('cart', { app: 'cart', version: 'v2' }),
    deploymentObject('cart-v1', { app: 'cart', version: 'v1' })
  ],
  destinationRules: [
    destinationRuleObject('cart', {
      subsets: [
        { name: 'old', labels: { version: 'v1' } },
        { name: 'new', labels: { version: 'v2' } }
      ]
    })
  ]
}
const subset = (name: string, weight?: number) => ({
  destination: { host: 'cart.shop.svc.cluster.local', subset: name },
  ...(weight === undefined ? {} : { weight })
})

describe('all at once', () => playsEveryKill(drainKit(plain)))

describe('where Flagger writes the weights', () => playsEveryKill(drainKit(onTrial)))

describe('step by step', () =>
  playsEveryKill(drainKit({ ...plain, choice: { away: 'cart', into: 'cart-primary', left: 0, steps: 2 } })))

describe('a plan', () => {
  const bodies = async (shape: DrainShape) => {
    const stage = await drainStage(shape)
    const { steps, plan } = await stage.plan()
    return { steps, plan, stage }
  }

  it('suspends the Canary first, and owes to resume it', async () => {
    const { plan } = await bodies(onTrial)
    expect(plan.steps.map(({ title }) => title)).toEqual(['Suspend Canary cart', 'Nothing to cart in cart'])
    expect(plan.steps[1]?.after).toEqual([plan.steps[0]?.id])
    expect(plan.leaves).toMatchObject([{ text: expect.stringContaining('Resume Canary cart') as string }])
    expect(plan.blocked).toBeUndefined()
  })

  it('goes down the stairs with a gate between any two, and every request is in the digest', async () => {
    const { steps, plan } = await bodies({
      ...plain,
      choice: { away: 'cart', into: 'cart-primary', left: 0, steps: 4 }
    })
    expect(steps.map(({ kind }) => kind)).toEqual(['do', 'wait', 'do', 'wait', 'do', 'wait', 'do'])
    const weights = steps.flatMap((step) => {
      if (step.kind !== 'do' || step.sends.kind !== 'fixed') return []
      const operations = JSON.parse(step.sends.request.body ?? '[]') as readonly {
        op: string
        path: string
        value: number
      }[]
      return [operations.filter(({ op }) => op === 'add').map(({ value }) => value)]
    })
    expect(weights).toEqual([
      [77, 23],
      [85, 15],
      [92, 8],
      [100, 0]
    ])
    expect(plan.inverse?.choice).toEqual({ away: 'cart', into: 'cart-primary', left: 30, steps: 1 })
    expect(plan.inverse?.command).toContain('"op":"add","path":"/spec/http/0/route/0/weight","value":70')
  })

  it('gives requests back with the inverse of what it did', async () => {
    const drained = { virtualServices: [virtualServiceObject('cart', { http: [weightedRule(100, 0)] })] }
    const back = await drainStage({ ...drained, choice: { away: 'cart', into: 'cart-primary', left: 30, steps: 1 } })
    const { plan } = await back.plan()
    expect(plan.changes).toMatchObject([{ after: [{ value: 70 }, { value: 30 }] }])
  })

  it('finds the release by what a destination is, whatever the order', async () => {
    const { plan } = await bodies({
      ...v1v2,
      virtualServices: [virtualServiceObject('cart', { http: [{ route: [subset('new', 30), subset('old', 70)] }] })]
    })
    expect(plan.changes).toMatchObject([
      {
        after: [
          { label: 'cart', value: 0 },
          { label: 'cart-v1', value: 100 }
        ]
      }
    ])
  })

  it('leaves third parties what they have, and sums up to 100', async () => {
    const services = [...flaggerServices, serviceObject('cart-beta', { app: 'beta' })]
    const deployments = [...flaggerDeployments, deploymentObject('beta', { app: 'beta' })]
    const route = [
      { destination: { host: 'cart-canary' }, weight: 30 },
      { destination: { host: 'cart-beta' }, weight: 10 },
      { destination: { host: 'cart-primary' }, weight: 80 }
    ]
    const choice = { away: 'cart', into: 'cart-primary', left: 0, steps: 1 }
    const { plan } = await bodies({
      services,
      deployments,
      choice,
      virtualServices: [virtualServiceObject('cart', { http: [{ route }] })]
    })
    expect(plan.changes).toMatchObject([{ after: [{ value: 0 }, { value: 8 }, { value: 92 }] }])
  })

  it('drains sticky users and A/B rules, ends mirrors to it and no others, in tcp rules as well', async () => {
    const cookie = { match: [{ headers: { Cookie: { regex: '.*canary.*' } } }] }
    const mirror = {
      mirror: { host: 'cart-canary' },
      mirrorPercentage: { value: 50 },
      mirrors: [{ destination: { host: 'audit' } }]
    }
    const http = [
      weightedRule(0, 100, cookie),
      weightedRule(0, 100, { match: [{ headers: { 'x-beta': { exact: '1' } } }] }),
      weightedRule(60, 40, mirror)
    ]
    const spec = { http, tcp: [weightedRule(90, 10)] }
    const { plan, stage } = await bodies({ virtualServices: [virtualServiceObject('cart', spec)] })
    const said = plan.notes.join(' ')
    for (const words of [/kept by a cookie/, /A\/B test/, /Copies of requests/, /Connections that stand/, /wish/])
      expect(said).toMatch(words)
    expect(plan.changes).toHaveLength(4)
    // All of those whom a rule is for, and not of all.
    expect(plan.inverse?.text).toBe('give cart 100 % back, by cookie')
    const [first, second, third] = plan.changes.map((change) => change.kind === 'shares' && change.before[1]?.detail)
    expect([first, second, third]).toEqual(['configured, by cookie', 'configured, by header x-beta', 'configured'])
    const step = (await stage.plan()).steps[0]
    const body = step?.kind === 'do' && step.sends.kind === 'fixed' ? (step.sends.request.body ?? '') : ''
    expect(body).toContain('{"op":"remove","path":"/spec/http/2/mirror"}')
    expect(body).toContain('{"op":"remove","path":"/spec/http/2/mirrorPercentage"}')
    expect(body).not.toContain('/mirrors"')
  })

  it('ends copies where they are all that the release gets', async () => {
    const http = [weightedRule(100, 0, { mirror: { host: 'cart-canary' } })]
    const { steps } = await bodies({ virtualServices: [virtualServiceObject('cart', { http })] })
    const [step] = steps
    const body = step?.kind === 'do' && step.sends.kind === 'fixed' ? (step.sends.request.body ?? '') : ''
    expect(body).toContain('{"op":"remove","path":"/spec/http/0/mirror"}')
    expect(body).not.toContain('weight')
  })

  it('patches every route of the service: a second host, a delegate in another namespace, an HTTPRoute', async () => {
    const short = {
      route: [
        { destination: { host: 'cart-primary.shop.svc.cluster.local' }, weight: 60 },
        { destination: { host: 'cart-canary.shop.svc.cluster.local' }, weight: 40 }
      ]
    }
    const { plan } = await bodies({
      virtualServices: [
        virtualServiceObject('root', {
          hosts: ['x.example'],
          http: [{ delegate: { name: 'part', namespace: 'edge' } }]
        }),
        virtualServiceObject('part', { http: [short] }, 'edge'),
        virtualServiceObject('cart', { hosts: ['cart'], http: [weightedRule(70, 30)] })
      ],
      httpRoutes: [
        httpRouteObject('cart', {
          rules: [
            {
              backendRefs: [
                { name: 'cart-primary', port: 80, weight: 9 },
                { name: 'cart-canary', port: 80, weight: 1 }
              ]
            }
          ]
        })
      ]
    })
    expect(
      plan.steps.map(
        ({ target }) => target?.api === 'kubernetes' && `${target.resource} ${target.namespace}/${target.name}`
      )
    ).toEqual(['virtualservices edge/part', 'virtualservices shop/cart', 'httproutes shop/cart'])
  })

  it.each([plain, onTrial])('says that istiod does not answer, and what still works then', async (shape) => {
    const stage = await drainStage(shape)
    stage.api.silence()
    const { plan } = await stage.plan()
    expect(plan.blocked).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('istiod does not answer') as string
    })
    expect(plan.blocked?.remedy).toMatch(/replace no pods meanwhile.*Suspending the Canary works/)
  })

  it('fits until a route or its Canary changes, and what lags behind says nothing against it', async () => {
    const { stage } = await bodies(onTrial)
    const ready = await stage.plan()
    const changed = (generation: number) => {
      const [route] = plain.virtualServices ?? []
      return drainWorld({
        ...onTrial,
        virtualServices: route ? [{ ...route, metadata: { ...route.metadata, generation } }] : []
      })
    }
    expect(trafficDrain.stillFits(ready, changed(0))).toBe(true)
    expect(trafficDrain.stillFits(ready, changed(1))).toBe(true)
    expect(trafficDrain.stillFits(ready, changed(2))).toBe(false)
    expect(trafficDrain.planKey(changed(1))).not.toBe(trafficDrain.planKey(changed(2)))
  })

  it('is not for a server that is not verified', async () => {
    expect((await bodies({ ...plain, insecure: true })).plan.blocked?.message).toMatch(/does not verify/)
  })
})

/** What is into gets a tenth; of what is drained only that its requests cannot be told is known. */
const untoldAway = {
  measure: async () => ({ ...calm, errorRatio: { value: 0.002, at: new Date().toISOString() } }),
  requests: async () => ({
    rates: {
      byWorkload: new Map([['cart-primary', 10]]),
      untold: new Map([['cart', 'Prometheus has series of several clusters (east, west).']]),
      at: new Date().toISOString()
    },
    reachMs: 75_000
  })
}

describe('a proof', () => {
  it('of what gets no requests any more says whose readings it took, and has those watched', async () => {
    const { playThrough } = await import('../testing/lever-kit.ts')
    const { run } = await playThrough(drainKit(plain))
    expect(run).toMatchObject({ proved: true, watchOf: { namespace: 'shop', name: 'cart-primary' } })
    expect(run.steps.at(-1)?.title).toBe('Prove it: errors and latency of cart-primary')
  })

  it.each([
    ['requests that stay although the weights are set', { isStuck: true }, 'False'],
    ['nothing that measures', { measurements: null }, 'Unknown'],
    ['requests of what is drained that cannot be told', { measurements: untoldAway }, 'Unknown']
  ] as const)('is not made of %s', async (_, change, status) => {
    const kit = drainKit({ ...plain, ...change })
    const { playThrough } = await import('../testing/lever-kit.ts')
    const { run } = await playThrough(kit)
    expect(run.proved).toBe(false)
    expect(run.checks.find(({ name }) => name === 'weights')).toMatchObject({ status: 'True' })
    expect(run.checks.find(({ name }) => name === 'traffic')).toMatchObject({ status })
  })
})

describe('a judgement', () => {
  const vs = (spec: unknown) => ({ virtualServices: [virtualServiceObject('cart', spec)] })
  const phase = (name: string, spec: object = {}) => ({
    ...plain,
    canaries: [canaryObject({ status: { phase: name, canaryWeight: 0 }, spec: { ...spec } })]
  })
  const rollout = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'cart', namespace: 'shop', uid: 'r' },
    spec: { strategy: { canary: { trafficRouting: { istio: { virtualService: { name: 'cart' } } } } } }
  }
  test.each<[string, DrainShape, string, RegExp]>([
    ['no route', {}, 'notHere', /No VirtualService or HTTPRoute/],
    ['a rule between two', plain, 'fits', /30 %/],
    ['a release on trial', onTrial, 'fits', /cart-primary is ready/],
    ['a suspended one', phase('Progressing', { suspend: true }), 'fits', /30 %/],
    ['one that waits for its promotion', phase('WaitingPromotion'), 'fits', /30 %/],
    [
      'copies of requests alone',
      vs({ http: [weightedRule(100, 0, { mirror: { host: 'cart-canary' } })] }),
      'fits',
      /gets copies of requests/
    ],
    ['one being promoted', phase('Promoting'), 'refused', /is on cart-primary already/],
    [
      'two Canaries',
      { ...plain, canaries: [canaryObject(), canaryObject({ name: 'other', spec: { service: { name: 'cart' } } })] },
      'refused',
      /more than one Canary/
    ],
    ['a Rollout', { ...plain, rollouts: [rollout] }, 'refused', /Argo Rollouts/],
    [
      'a single destination',
      vs({ http: [{ route: [{ destination: { host: 'cart-canary' } }] }] }),
      'impossible',
      /one destination/
    ],
    [
      'one Service for both',
      { ...v1v2, ...vs({ http: [{ route: [{ destination: { host: 'cart' } }] }] }) },
      'impossible',
      /one destination/
    ],
    [
      'a primary without pods',
      {
        ...plain,
        deployments: [
          deploymentObject('cart', { app: 'cart' }),
          deploymentObject('cart-primary', { app: 'cart-primary' }, 0)
        ]
      },
      'impossible',
      /no ready pod/
    ],
    [
      'a primary half ready',
      {
        ...plain,
        deployments: [
          deploymentObject('cart', { app: 'cart' }),
          deploymentObject('cart-primary', { app: 'cart-primary' }, 1)
        ]
      },
      'impossible',
      /1 of 2 pods/
    ],
    [
      'another rule with the release alone',
      vs({ http: [weightedRule(70, 30), { route: [{ destination: { host: 'cart-canary' } }] }] }),
      'impossible',
      /http rule 2: everything goes to cart/
    ],
    ['all of it gone already', vs({ http: [weightedRule(100, 0)] }), 'needsChoice', /choose/],
    [
      'a weight that is text',
      vs({ http: [weightedRule(70, 30), { route: [{ destination: { host: 'cart-canary' }, weight: '30' }] }] }),
      'refused',
      /VirtualService shop\/cart http rule 2: route 1 has a weight that is no number: "30"/
    ]
  ])('of %s', (_, shape, state, reason) => {
    const judged = trafficDrain.judge(drainWorld(shape))
    expect(judged.reason).toMatch(reason)
    expect(judged.state).toBe(state)
    expect(() => trafficDrain.options(drainWorld(shape))).not.toThrow()
  })

  it('offers both ways between two, at once and in steps', () => {
    expect(trafficDrain.options(drainWorld(plain)).map(({ id, state }) => [id, state])).toEqual([
      ['cart-primary cart 1', 'possible'],
      ['cart-primary cart 4', 'possible'],
      ['cart cart-primary 1', 'recommended'],
      ['cart cart-primary 4', 'possible']
    ])
  })

  it('of the primary that is opened drains the release as well', () => {
    expect(trafficDrain.judge(drainWorld({ ...onTrial, opened: 'cart-primary' })).choice).toMatchObject({
      away: 'cart',
      into: 'cart-primary'
    })
  })
})
