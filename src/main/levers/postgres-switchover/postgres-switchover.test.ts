import { describe, expect, test } from 'vitest'
import type { Choice } from '../../../contract/index.ts'
import type { FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { expectSafe, playThrough } from '../testing/lever-kit.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { postgresSwitchover } from './index.ts'

const away = 'pg-shop-westus2'
const home = 'pg-shop-eastus2'

/** Users are led elsewhere already, and the database was left behind in the region that is down. */
function leftBehind({ endpoints: [first, second], account, postgres }: FakeAzure): void {
  Object.assign(first, { status: 'Disabled', monitorStatus: 'Disabled' })
  Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
  Object.assign(account, { besides: 'nothing' })
  Object.assign(postgres, { isThere: true })
}

/** The same, once the region is back. */
function well(azure: FakeAzure): void {
  leftBehind(azure)
  azure.endpoints[0].isWell = true
  azure.postgres.silent.clear()
}

describe('a forced switch', () => {
  playsEveryKill(regionKit(() => regionStage(postgresSwitchover, leftBehind)))
})

test('a planned switch is done when both servers have swapped, and proved', async () => {
  const stage = await regionStage(postgresSwitchover, well)
  const kit = regionKit(async () => stage)
  const played = await playThrough(kit)
  expect(played.run).toMatchObject({ outcome: 'succeeded', proved: true })
  expectSafe(kit, played)
  expect(stage.azure.postgres.primary).toBe(away)
  expect(stage.sent()).toBe(1)
})

describe('how it is switched follows from how the servers are', () => {
  const changed = (change: (azure: FakeAzure) => void) => (azure: FakeAzure) => {
    well(azure)
    change(azure)
  }
  test.each<[string, (azure: FakeAzure) => void, string, RegExp, Choice | null]>([
    ['the primary is silent', leftBehind, 'urgent', /nothing is written/, { how: 'forced', to: away }],
    ['both answer', well, 'offered', /loses nothing/, { how: 'planned', to: away }],
    [
      'neither answers from here',
      changed(({ postgres }) => [home, away].forEach((one) => postgres.silent.add(one))),
      'needsChoice',
      /5432 may be closed/,
      null
    ],
    [
      'the replica is no copy yet',
      changed(({ postgres }) => (postgres.replication = 'Provisioning')),
      'refused',
      /no whole copy yet/,
      null
    ],
    ['the replica is behind', changed(({ postgres }) => (postgres.replication = 'Catchup')), 'refused', /behind/, null],
    [
      'no virtual endpoint leads to them',
      changed(({ postgres }) => (postgres.members = null)),
      'refused',
      /no virtual endpoint: Azure refuses .* by its own name would not follow/,
      null
    ],
    [
      'readers are led to the primary',
      changed(({ postgres }) => (postgres.members = [home])),
      'refused',
      /does not lead readers to pg-shop-westus2/,
      null
    ],
    [
      'versions differ',
      changed(({ postgres }) => (postgres.second = { version: '15' })),
      'refused',
      /16 and .* 15/,
      null
    ],
    [
      'storage differs',
      changed(({ postgres }) => (postgres.second = { storage: { storageSizeGB: 1024 } })),
      'refused',
      /512 and 1024 GiB/,
      null
    ],
    [
      'the replica is being changed',
      changed(({ postgres }) => (postgres.second = { state: 'Updating' })),
      'refused',
      /westus2 is Updating/,
      null
    ],
    ['there are two', changed(({ postgres }) => (postgres.hasAnother = true)), 'impossible', /Say so beside it/, null],
    ['they are apart', changed(({ postgres }) => (postgres.isApart = true)), 'notHere', /there is a replica/, null],
    ['there is none', changed(({ postgres }) => (postgres.isThere = false)), 'notHere', /there is a replica/, null]
  ])('%s', async (_what, prepare, state, reason, choice) => {
    const world = await (await regionStage(postgresSwitchover, prepare)).world()
    expect(postgresSwitchover.judge(world)).toMatchObject({
      state,
      reason: expect.stringMatching(reason) as string,
      choice
    })
  })

  test('a region that is down is no reason to wait for a replica that is broken, smaller, or whose endpoint cannot be read', async () => {
    const stage = await regionStage(postgresSwitchover, (azure) => {
      leftBehind(azure)
      azure.postgres.replication = 'Broken'
      azure.postgres.second = { storage: { storageSizeGB: 256 } }
    })
    const choice = { how: 'forced', to: away }
    expect(postgresSwitchover.judge(await stage.world())).toMatchObject({ state: 'urgent', choice })
    stage.azure.postgres.unreadable.add(home)
    stage.azure.postgres.second = {}
    const { plan } = await stage.plan()
    expect(plan.blocked).toBeUndefined()
    const guards = Object.fromEntries(plan.guards.map((guard) => [guard.id, guard]))
    expect(guards['postgres-endpoint']).toMatchObject({
      status: 'warning',
      text: expect.stringMatching(/cannot be read/) as string
    })
  })
})

describe('its plan', () => {
  const planOf = async (prepare: (azure: FakeAzure) => void, choice: Choice | null = null) => {
    const { plan } = await (await regionStage(postgresSwitchover, prepare, choice)).plan()
    return plan
  }

  test('says what is lost before it is typed, and leads back without it', async () => {
    const plan = await planOf(leftBehind)
    expect(plan).toMatchObject({
      words: { title: `Force ${away} to be primary` },
      approval: { kind: 'typed', text: `force ${away} to be primary` },
      inverse: { lever: 'postgresSwitchover', choice: { how: 'planned', to: home } },
      withoutYou: { text: 'nothing is written' }
    })
    expect(plan.blocked).toBeUndefined()
    expect(plan.inverse?.text).toMatch(/without what was lost/)
    expect(plan.guards.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'postgres-loss',
        'postgres-way-back',
        'postgres-endpoint',
        'postgres-replication',
        'postgres-locks',
        'postgres-subscription'
      ])
    )
    expect(JSON.stringify(plan), 'the two are never torn apart').not.toMatch(/standalone/)
  })

  test('says that high availability is gone by it', async () => {
    const plan = await planOf((azure) => {
      well(azure)
      azure.postgres.mode = 'ZoneRedundant'
    })
    expect(plan.guards.find(({ id }) => id === 'postgres-ha')).toMatchObject({ status: 'warning' })
  })

  test('is blocked where it does not fit: planned while the primary is down, forced while it answers', async () => {
    expect((await planOf(leftBehind, { how: 'planned', to: away })).blocked?.message).toMatch(/that never comes/)
    expect((await planOf(well, { how: 'forced', to: away })).blocked?.message).toMatch(/without any loss/)
  })

  test('is none to the server that is primary', async () => {
    const stage = await regionStage(postgresSwitchover, well)
    expect(await stage.result({ how: 'planned', to: home })).toMatchObject({ kind: 'needsChoice' })
  })
})
