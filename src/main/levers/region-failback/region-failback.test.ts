import { describe, expect, test } from 'vitest'
import type { Choice } from '../../../contract/index.ts'
import type { FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import { playThrough } from '../testing/lever-kit.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { regionFailback } from './index.ts'

const snapshot = JSON.stringify({
  'externalEndpoints/primary-endpoint': 'Enabled',
  'externalEndpoints/secondary-endpoint': 'Disabled'
})

/** As a failover left it, users and data, with the first region well again. */
function failedOver({ endpoints: [first, second], account }: FakeAzure): void {
  Object.assign(first, { status: 'Disabled', monitorStatus: 'Disabled', isWell: true })
  Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
  account.silent.clear()
  account.regions = ['West US 2', 'East US 2']
}

const account = {
  subscription: '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4',
  group: 'rg-istio-aks-prd',
  account: 'cosmosdb-istio-aks-prd'
}
const withData = { snapshot, written: JSON.stringify({ ...account, writes: 'East US 2' }) }

describe('a way back to what stood before, the data first', () => {
  playsEveryKill(regionKit(() => regionStage(regionFailback, failedOver, withData)))
})

test('is nothing to offer before anything was failed over, and is after it', async () => {
  const judged = async (prepare: (azure: FakeAzure) => void) =>
    regionFailback.judge(await (await regionStage(regionFailback, prepare, { snapshot })).world())
  const asEver = ({ endpoints: [first, second] }: FakeAzure): void => {
    Object.assign(first, { status: 'Enabled', monitorStatus: 'Degraded' })
    Object.assign(second, { status: 'Disabled', monitorStatus: 'Disabled' })
  }
  expect(await judged(asEver)).toMatchObject({
    state: 'notNeeded',
    reason: expect.stringContaining('nothing was failed over') as string
  })
  expect(await judged(failedOver)).toMatchObject({ state: 'offered' })
})

describe('the data', () => {
  const planOf = async (prepare: (azure: FakeAzure) => void, choice: Choice = withData) => {
    const { plan } = await (await regionStage(regionFailback, prepare, choice)).plan()
    return { plan, ids: plan.steps.map(({ id }) => id), said: plan.guards.find(({ id }) => id === 'data') }
  }

  test('goes first, by the planned change, and users are led to nobody who does not answer by then', async () => {
    const { plan, ids } = await planOf(failedOver)
    expect(ids).toEqual([
      'snapshot',
      'snapshot-data',
      'move-data',
      'answers-primary-endpoint',
      'enable-primary-endpoint',
      'well-primary-endpoint',
      'disable-secondary-endpoint',
      'moved'
    ])
    expect(plan.steps[2]).toMatchObject({
      onFailure: 'stop',
      reversible: 'yes',
      title: 'Have East US 2 write instead of West US 2'
    })
    expect(plan.others).toEqual([{ title: 'Leave the data as it is', choice: { ...withData, leaves: 'data' } }])
    // The way back of the way back has it, too.
    expect(plan.inverse?.choice['written']).toContain('"writes":"West US 2"')
    const commands = plan.inverse?.command.split('\n') ?? []
    expect(commands).toHaveLength(3)
    expect(commands[0]).toContain("--failover-policies 'West US 2=0' 'East US 2=1'")
    expect(commands[1]).toMatch(/--name secondary-endpoint .*Enabled$/)
    expect(commands[2]).toMatch(/--name primary-endpoint .*Disabled$/)
  })

  test('stays where the operator leaves it, and that is said', async () => {
    const { plan, ids, said } = await planOf(failedOver, { ...withData, leaves: 'data' })
    expect(ids).not.toContain('move-data')
    expect(said).toMatchObject({ status: 'warning', text: expect.stringContaining('The data is left out') as string })
    expect(plan.others).toEqual([{ title: 'Move the data back first', choice: withData }])
  })

  test.each<[string, (azure: FakeAzure) => void, RegExp, string]>([
    ['was taken offline', (azure) => azure.account.regions.splice(1), /no second region/, 'warning'],
    ['does not answer', (azure) => azure.account.silent.add('East US 2'), /not known to answer/, 'warning'],
    ['writes already', (azure) => azure.account.regions.reverse(), /writes .* already/, 'passed']
  ])('stays, and users go back, where the region %s', async (_what, also, text, status) => {
    const { plan, ids, said } = await planOf((azure) => {
      failedOver(azure)
      also(azure)
    })
    expect(ids).not.toContain('move-data')
    expect(said).toMatchObject({ status, text: expect.stringMatching(text) as string })
    expect(plan.blocked).toBeUndefined()
  })

  test('a move that fails leaves users where they are', async () => {
    const stage = await regionStage(regionFailback, failedOver, withData)
    stage.azure.account.ends = 'Failed'
    const { run } = await playThrough(regionKit(async () => stage))
    expect(run).toMatchObject({ outcome: 'failed', proved: false, inverse: null })
    expect(stage.azure.endpoints.map(({ status }) => status)).toEqual(['Disabled', 'Enabled'])
    expect(stage.azure.sent()).toBe(1)
  })

  test('a region that falls silent while the data moves is led to by nobody', async () => {
    const stage = await regionStage(regionFailback, failedOver, withData)
    stage.azure.fault((response, _request, apply) => {
      apply()
      stage.azure.endpoints[0].isWell = false
      sendJson(response, { status: 'Enqueued' }, 202, stage.azure.account.accepted())
    })
    const { run } = await playThrough(regionKit(async () => stage))
    expect(run).toMatchObject({ outcome: 'cancelled', proved: false, inverse: { lever: 'regionFailback' } })
    expect(run.steps.find(({ id }) => id === 'answers-primary-endpoint')).toMatchObject({ state: 'failed' })
    expect(stage.azure.endpoints.map(({ status }) => status)).toEqual(['Disabled', 'Enabled'])
    expect(stage.azure.account.regions[0]).toBe('East US 2')
  })
})

describe('the data that the failover left where it was', () => {
  const play = async (writes: 'East US 2' | 'West US 2') => {
    const stage = await regionStage(
      regionFailback,
      (azure) => {
        failedOver(azure)
        if (writes === 'East US 2') azure.account.regions.reverse()
      },
      { snapshot }
    )
    const { plan } = await stage.plan()
    const { run } = await playThrough(regionKit(async () => stage))
    expect(run).toMatchObject({ outcome: 'succeeded', proved: true })
    expect(stage.azure.account.regions[0], 'it is not moved').toBe(writes)
    expect(plan.others).toEqual([])
    const said = run.checks.filter(({ name }) => name.startsWith('data')).map(({ name, status }) => `${name} ${status}`)
    return { plan, said }
  }

  test('is where users are led again: so says the proof, which settles what was owed', async () => {
    const { plan, said } = await play('East US 2')
    expect(said).toEqual(['dataHome True'])
    expect(plan.leaves).toEqual([])
  })

  test('was moved by something else since: users go back, and that each write goes to the other region is said and owed', async () => {
    const { plan, said } = await play('West US 2')
    expect(said).toEqual(['data-left False'])
    expect(plan.guards).toContainEqual({
      id: 'data',
      status: 'warning',
      text: expect.stringContaining('West US 2 goes on writing') as string
    })
    expect(plan.leaves).toMatchObject([{ text: expect.stringMatching(/^Decide about the data/) as string }])
  })
})

test('goes back to the snapshot, which need not be one on and one off', async () => {
  const both = snapshot.replace('Disabled', 'Enabled')
  const { plan } = await (await regionStage(regionFailback, failedOver, { snapshot: both })).plan()
  expect(plan.steps.map(({ id }) => id)).toEqual([
    'snapshot',
    'answers-primary-endpoint',
    'enable-primary-endpoint',
    'well-primary-endpoint',
    'moved'
  ])
  expect(plan.blocked).toBeUndefined()
})

test('leads nobody to a region that our own probe does not find well', async () => {
  const stage = await regionStage(
    regionFailback,
    (azure) => {
      failedOver(azure)
      azure.endpoints[0].isWell = false
    },
    { snapshot }
  )
  const { plan } = await stage.plan()
  expect(plan.blocked?.message).toContain('does not answer our own probe')
})

test('moves no data for a profile that answers nobody: it is disabled', async () => {
  const stage = await regionStage(
    regionFailback,
    (azure) => {
      failedOver(azure)
      azure.properties = { profileStatus: 'Disabled' }
    },
    withData
  )
  expect((await stage.plan()).plan.blocked?.message).toMatch(/tm-istio-aks is disabled/)
})

test.each([
  ['without a snapshot', null, { kind: 'needsChoice' }],
  ['with one that is none', { snapshot: '{"a":1}' }, { kind: 'needsChoice' }],
  ['with data that is none', { snapshot, written: '{"writes":1}' }, { kind: 'needsChoice' }],
  ['of an endpoint that is gone', { snapshot: '{"externalEndpoints/x":"Enabled"}' }, { kind: 'failed' }]
])('plans nothing %s', async (_what, choice, expected) => {
  const stage = await regionStage(regionFailback, failedOver)
  expect(await stage.result(choice)).toMatchObject(expected)
})
