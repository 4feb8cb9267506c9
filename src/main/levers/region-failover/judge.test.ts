import { describe, expect, test } from 'vitest'
import { judgeAll } from '../../plan/chooser.ts'
import type { FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { regionPanels } from '../../providers/azure/region-panel.ts'
import { regionRehearsal } from '../region-rehearsal/index.ts'
import { regionFailover } from './index.ts'
import { regionStage, type RegionStage } from './testing/region-stage.ts'

const geographic = { properties: { trafficRoutingMethod: 'Geographic' } }

async function stands(prepare?: (azure: FakeAzure) => void) {
  return regionFailover.judge(await (await regionStage(regionFailover, prepare)).world())
}

describe('a region that is down', () => {
  test('is urgent whatever is said of the service, while nothing else is enabled', async () => {
    const world = await (await regionStage(regionFailover)).world()
    expect(regionFailover.judge(world)).toMatchObject({
      state: 'urgent',
      choice: { from: 'externalEndpoints/primary-endpoint', to: 'externalEndpoints/secondary-endpoint' }
    })
    const [view] = judgeAll(new Map([[regionFailover.id, regionFailover]]), { ...world, verdict: null })
    expect(view).toMatchObject({ id: 'regionFailover', state: 'recommended' })
  })

  test.each<[string, string, RegExp, (azure: FakeAzure) => void]>([
    [
      'is a planned switch while it is well',
      'offered',
      /planned switch/,
      ({ endpoints: [first] }) => (first.isWell = true)
    ],
    [
      'was left by Traffic Manager itself where the other one is enabled',
      'offered',
      /by itself/,
      ({ endpoints: [, second] }) => (second.status = 'Enabled')
    ],
    [
      'needs the other one where all are disabled',
      'urgent',
      /nobody is answered/,
      ({ endpoints: [first] }) => (first.status = 'Disabled')
    ],
    [
      'is refused where the routing does not fail over',
      'refused',
      /geography/,
      (azure) => Object.assign(azure, geographic)
    ],
    [
      'is refused where the ranges would get no answer',
      'refused',
      /subnet/,
      (azure) => Object.assign(azure, { properties: { trafficRoutingMethod: 'Subnet', endpoints: subnets(azure) } })
    ],
    [
      'is refused for a profile that is disabled',
      'refused',
      /disabled/,
      (azure) => Object.assign(azure, { properties: { profileStatus: 'Disabled' } })
    ]
  ])('%s', async (_what, state, reason, prepare) => {
    expect(await stands(prepare)).toMatchObject({ state, reason: expect.stringMatching(reason) as string })
  })
})

test('says that a region does not answer our own probe while Traffic Manager still finds it online', async () => {
  const stage = await regionStage(regionFailover, ({ endpoints: [first, second] }) => {
    first.status = 'Disabled'
    second.status = 'Enabled'
    second.isWell = true
  })
  const world = await stage.world()
  if (world.region?.state !== 'value') throw new Error('The region was not read.')
  const { profile } = world.region.value
  const online = profile.endpoints.map((one) => ({ ...one, monitorStatus: 'Online' }))
  const probes = new Map(profile.endpoints.map(({ id }) => [id, { isWell: false, text: '503' }]))
  const value = { ...world.region.value, profile: { ...profile, endpoints: online }, probes }
  const seen = { ...world, region: { ...world.region, value } }
  expect(regionFailover.judge(seen)).toMatchObject({
    state: 'offered',
    reason:
      'secondary-endpoint does not answer our own probe (503), and is Online by Traffic Manager, which may see it later. primary-endpoint does not answer it either.'
  })
  expect(regionRehearsal.judge(seen)).toMatchObject({ state: 'refused' })
  const [, panel] = regionPanels(seen.region)
  expect(JSON.stringify(panel)).toContain('{"text":"Online, own probe fails","tone":"bad"}')
  expect(JSON.stringify(panel)).not.toContain('"good"')
})

function subnets({ endpoints }: FakeAzure): readonly object[] {
  return endpoints.map(({ name, target, status, monitorStatus }) => ({
    name,
    type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
    properties: {
      endpointStatus: status,
      endpointMonitorStatus: monitorStatus,
      target,
      subnets: [{ first: '10.0.0.0', scope: 8 }]
    }
  }))
}

describe('of three regions', () => {
  const three =
    (middle: object): ((azure: FakeAzure) => void) =>
    (azure) => {
      const [first, second] = azure.endpoints.map(({ name, target, priority, status, monitorStatus }) => ({
        name,
        type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
        properties: { target, priority, endpointStatus: status, endpointMonitorStatus: monitorStatus }
      }))
      const west = { ...second, properties: { ...second?.properties, ...middle } }
      const south = { ...second, name: 'south', properties: { ...second?.properties, priority: 3 } }
      azure.properties = { endpoints: [first, west, south] }
    }
  const online = { endpointStatus: 'Enabled', endpointMonitorStatus: 'Online' }
  const toSouth = { from: 'externalEndpoints/primary-endpoint', to: 'externalEndpoints/south' }

  test('the last one is no way while a better priority is answered: users would not get there, and the data would', async () => {
    const stage = await regionStage(regionFailover, three(online))
    expect(await stage.result(toSouth)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/led to secondary-endpoint, .* and not to south/) as string
    })
    const options = regionFailover.options(await stage.world())
    expect(options.find(({ choice }) => choice?.['to'] === toSouth.to)).toMatchObject({ state: 'impossible' })
  })

  test('it is one while the one between them is switched off', async () => {
    const stage = await regionStage(regionFailover, three({}))
    expect(await stage.result(toSouth)).toMatchObject({ kind: 'plan' })
  })

  test('the one that Traffic Manager leads users to by itself is the way, and nothing is urgent', async () => {
    const stage = await regionStage(regionFailover, (azure) => {
      three({})(azure)
      const [first, west, south] = azure.properties['endpoints'] as readonly { readonly properties: object }[]
      azure.properties = { endpoints: [first, west, { ...south, properties: { ...south?.properties, ...online } }] }
    })
    expect(regionFailover.judge(await stage.world())).toMatchObject({
      state: 'offered',
      reason: expect.stringMatching(/leads users to south by itself/) as string
    })
  })
})

describe('a plan', () => {
  async function planOf(
    prepare?: (azure: FakeAzure) => void
  ): Promise<Awaited<ReturnType<RegionStage['plan']>>['plan']> {
    return (await (await regionStage(regionFailover, prepare)).plan()).plan
  }

  test('enables and proves the one before it disables the other, and shows what it does if the name goes dark', async () => {
    const plan = await planOf()
    expect(plan.steps.map(({ id, onFailure }) => [id, onFailure])).toEqual([
      ['snapshot', 'goOn'],
      ['snapshot-data', 'goOn'],
      ['enable-secondary-endpoint', 'stop'],
      ['well-secondary-endpoint', 'stop'],
      ['disable-primary-endpoint', 'stop'],
      ['moved', 'instead'],
      ['move-data', 'goOn']
    ])
    expect(plan.steps.find(({ id }) => id === 'moved')?.instead).toMatchObject([{ id: 'back-primary-endpoint' }])
    expect(plan.leaves).toMatchObject([
      { text: expect.stringMatching(/^Enable endpoint primary-endpoint again/) as string },
      { text: expect.stringMatching(/only Microsoft brings it back/) as string }
    ])
    expect(plan.inverse).toMatchObject({ lever: 'regionFailback' })
  })

  test.each([
    ['Priority', /moves nobody/],
    ['Weighted', /moves its share of users/],
    ['Performance', /nearest/],
    ['MultiValue', /joins the addresses/]
  ])('says what enabling does under %s', async (trafficRoutingMethod, effect) => {
    const plan = await planOf((azure) => (azure.properties = { trafficRoutingMethod }))
    expect(plan.notes.join(' ')).toMatch(effect)
  })

  test('warns of a long TTL, and of a stand-in of the better priority', async () => {
    const plan = await planOf((azure) => {
      azure.properties = { dnsConfig: { fqdn: 'istio-aks.trafficmanager.net', ttl: 3_600 } }
    })
    expect(plan.guards).toContainEqual({
      id: 'ttl',
      status: 'warning',
      text: expect.stringMatching(/^Resolvers remember an answer for 3600 s\. A shorter one/) as string
    })
  })

  test('is blocked while the stand-in does not answer our own probe and somebody still is answered', async () => {
    const plan = await planOf(({ endpoints: [first, second] }) => {
      first.isWell = true
      second.isWell = false
    })
    expect(plan.blocked?.message).toContain('secondary-endpoint does not answer our own probe')
  })

  test('does not disable in the dark what is disabled', async () => {
    const plan = await planOf(({ endpoints: [first] }) => (first.status = 'Disabled'))
    expect(plan.steps.map(({ id }) => id)).toEqual([
      'snapshot',
      'snapshot-data',
      'enable-secondary-endpoint',
      'well-secondary-endpoint',
      'moved',
      'move-data'
    ])
  })

  test('is refused under Geographic, with the trap and its source', async () => {
    const stage = await regionStage(regionFailover, (azure) => Object.assign(azure, geographic))
    expect(await stage.result()).toMatchObject({ kind: 'refused', trap: { id: 'T6' } })
  })
})
