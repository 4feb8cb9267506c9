import { describe, expect, test } from 'vitest'
import type { FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { dataFailover } from './index.ts'

/** Both regions answer, and users are led to the second one already. */
function well({ endpoints: [first, second], account }: FakeAzure): void {
  Object.assign(first, { isWell: true, status: 'Disabled', monitorStatus: 'Disabled' })
  Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
  account.silent.clear()
}

describe('a region taken offline', () => {
  playsEveryKill(regionKit(() => regionStage(dataFailover)))
})

describe('a planned change', () => {
  playsEveryKill(regionKit(() => regionStage(dataFailover, well)))
})

async function stands(prepare: (azure: FakeAzure) => void) {
  const world = await (await regionStage(dataFailover, prepare)).world()
  const { state, reason, choice, reversible } = dataFailover.judge(world)
  return { state, reason, choice, reversible }
}

const outage = { how: 'offline', from: 'East US 2', to: 'West US 2' }

describe('the operation follows from how the regions are', () => {
  test.each<[string, (azure: FakeAzure) => void, string, RegExp, object | null]>([
    ['a write region that is silent', () => undefined, 'urgent', /nothing is written/, outage],
    ['both regions well', well, 'offered', /loses nothing/, { ...outage, how: 'planned' }],
    [
      'both regions well, users in the one that writes',
      ({ endpoints: [first], account }) => {
        Object.assign(first, { isWell: true, monitorStatus: 'Online' })
        account.silent.clear()
      },
      'offered',
      /^East US 2 writes \S+ and answers; users are led to East US 2, too\. This is a planned move\./,
      { ...outage, how: 'planned' }
    ],
    [
      'both regions well and led to',
      ({ endpoints: [first, second], account }) => {
        Object.assign(first, { isWell: true, monitorStatus: 'Online' })
        Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
        account.silent.clear()
      },
      'offered',
      /; users are led to East US 2, too/,
      { ...outage, how: 'planned' }
    ],
    ['every region writes', ({ account }) => (account.isMultiWrite = true), 'notNeeded', /no write region/, null],
    [
      'another region is next',
      ({ account }) => (account.regions = ['East US 2', 'France Central', 'West US 2']),
      'needsChoice',
      /France Central would write next, not West US 2/,
      null
    ],
    ['the next one is silent, too', ({ account }) => account.silent.add('West US 2'), 'refused', /either/, null],
    [
      'its gateway is silent, and its endpoint is well',
      ({ endpoints: [first] }) => (first.isWell = true),
      'needsChoice',
      /cannot be told/,
      null
    ],
    [
      'service-managed failover, both well',
      (azure) => {
        well(azure)
        azure.account.isServiceManaged = true
      },
      'refused',
      /Service-managed/,
      null
    ],
    ['one region alone', ({ account }) => account.regions.splice(1), 'impossible', /no second region/, null],
    [
      'two accounts',
      ({ account }) => (account.besides = 'another'),
      'impossible',
      /which account the service writes to is not known/,
      null
    ],
    ['no account', ({ account }) => (account.besides = 'nothing'), 'notHere', /where the data is written/, null]
  ])('%s', async (_what, prepare, state, reason, choice) => {
    expect(await stands(prepare)).toMatchObject({ state, reason: expect.stringMatching(reason) as string, choice })
  })
})

describe('before anything is typed', () => {
  const guardsOf = async (prepare: (azure: FakeAzure) => void, choice: Record<string, string> | null = null) => {
    const { plan } = await (await regionStage(dataFailover, prepare, choice)).plan()
    return { plan, guards: Object.fromEntries(plan.guards.map(({ id, status, text }) => [id, { status, text }])) }
  }

  test('taking a region offline says what is lost, who brings it back, what is forbidden, and what it is about', async () => {
    const { plan, guards } = await guardsOf(() => undefined)
    expect(guards['loss']).toMatchObject({ status: 'warning', text: expect.stringContaining('last minutes') as string })
    expect(guards['way-back']?.text).toMatch(/^Only Microsoft brings East US 2 back/)
    expect(guards['meanwhile']?.text).toMatch(/do not change priorities/)
    expect(guards['next']?.text).toBe(
      'Next by priority is West US 2: it takes over, and nobody can choose another one now.'
    )
    expect(plan).toMatchObject({
      inverse: null,
      approval: { kind: 'typed', text: 'offline East US 2 cosmosdb-istio-aks-prd' },
      leaves: [{ text: expect.stringMatching(/only Microsoft brings it back/) as string }]
    })
    expect(plan.steps.at(-1)).toMatchObject({
      reversible: 'no',
      command: expect.stringMatching(/^az cosmosdb offline-region --subscription .* --region 'East US 2'$/) as string,
      exact: expect.stringMatching(/^az rest --method post --url .*offlineRegion/) as string
    })
  })

  test.each([
    ['Strong', /no write that was acknowledged is lost/],
    ['BoundedStaleness', /last 5 s, or the last 100 versions/],
    ['Eventual', /nothing says how many/]
  ])('the loss under %s', async (consistency, text) => {
    const { guards } = await guardsOf(({ account }) => (account.consistency = consistency))
    expect(guards['loss']?.text).toMatch(text)
  })

  test('the planned change is blocked while the write region is down, and offline while it answers', async () => {
    const planned = await guardsOf(() => undefined, { ...outage, how: 'planned' })
    expect(planned.plan.blocked?.message).toMatch(/planned change needs both regions/)
    const offline = await guardsOf(well, outage)
    expect(offline.plan.blocked?.message).toMatch(/moves it without any loss/)
  })

  test('a planned move away from where users are led says that writes go from one to the other', async () => {
    const { guards } = await guardsOf(({ endpoints: [first], account }) => {
      Object.assign(first, { isWell: true, monitorStatus: 'Online' })
      account.silent.clear()
    })
    expect(guards['next']).toMatchObject({
      status: 'warning',
      text: expect.stringContaining('while users are led to East US 2') as string
    })
  })

  test('another region that would take over is said, and can be chosen', async () => {
    const three = ({ account }: FakeAzure) => void (account.regions = ['East US 2', 'France Central', 'West US 2'])
    const { plan, guards } = await guardsOf(three, { ...outage, to: 'France Central' })
    expect(guards['next']).toMatchObject({ status: 'warning' })
    expect(plan.blocked).toBeUndefined()
    const stage = await regionStage(dataFailover, three, outage)
    expect(await stage.result(), 'who takes over is not chosen').toMatchObject({ kind: 'needsChoice' })
  })

  test('a role that may not, and one that may not ask how it stands', async () => {
    const { plan } = await guardsOf((azure) => void (azure.permissions = [{ actions: ['*/read'], notActions: [] }]))
    expect(plan.blocked).toMatchObject({ code: 'forbidden' })
    expect(plan.blocked?.grant).toContain('Microsoft.DocumentDB/databaseAccounts/offlineRegion/action')
    const most = [{ actions: ['*'], notActions: ['Microsoft.DocumentDB/locations/*'] }]
    const { guards, plan: other } = await guardsOf((azure) => void (azure.permissions = most))
    expect(guards['asking']).toMatchObject({ status: 'warning' })
    expect(other.blocked).toBeUndefined()
  })
})
