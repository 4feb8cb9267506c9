import { describe, expect, test } from 'vitest'
import type { Choice } from '../../../contract/index.ts'
import type { FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { expectSafe, playThrough } from '../testing/lever-kit.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { groupFailover } from './index.ts'

const away = 'sql-shop-westus2'
const home = 'sql-shop-eastus2'

/** Users are led elsewhere already, and the group was left behind in the region that is down. */
function leftBehind({ endpoints: [first, second], account, sql }: FakeAzure): void {
  Object.assign(first, { status: 'Disabled', monitorStatus: 'Disabled' })
  Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
  Object.assign(account, { besides: 'nothing' })
  Object.assign(sql, { isThere: true })
}

/** The same, once the region is back. */
function well(azure: FakeAzure): void {
  leftBehind(azure)
  azure.endpoints[0].isWell = true
  azure.sql.silent.clear()
}

describe('a forced failover', () => {
  playsEveryKill(regionKit(() => regionStage(groupFailover, leftBehind)))
})

test('a planned failover is done when both servers have swapped, and proved', async () => {
  const stage = await regionStage(groupFailover, well)
  const kit = regionKit(async () => stage)
  const played = await playThrough(kit)
  expect(played.run).toMatchObject({ outcome: 'succeeded', proved: true })
  expectSafe(kit, played)
  expect(stage.azure.sql.primary).toBe(away)
  expect(stage.sent()).toBe(1)
})

describe('how it is failed over follows from how the servers are', () => {
  test.each<[string, (azure: FakeAzure) => void, string, RegExp, Choice | null]>([
    ['the primary is silent', () => undefined, 'urgent', /nothing is written/, { how: 'forced', to: away }],
    ['both answer', well, 'offered', /loses nothing/, { how: 'planned', to: away }],
    ['neither answers from here', ({ sql }) => sql.silent.add(away), 'needsChoice', /1433 may be closed/, null],
    ['the secondary is no copy yet', ({ sql }) => (sql.state = 'PENDING'), 'refused', /no whole copy yet/, null],
    ['it has two partners', ({ sql }) => (sql.hasThird = true), 'refused', /one primary and one secondary/, null],
    ['there are two', ({ sql }) => (sql.hasAnother = true), 'impossible', /Say so beside it/, null],
    ['there is none', ({ sql }) => (sql.isThere = false), 'notHere', /there is a failover group/, null]
  ])('%s', async (_what, also, state, reason, choice) => {
    const prepare = (azure: FakeAzure): void => {
      leftBehind(azure)
      also(azure)
    }
    const world = await (await regionStage(groupFailover, prepare)).world()
    expect(groupFailover.judge(world)).toMatchObject({
      state,
      reason: expect.stringMatching(reason) as string,
      choice
    })
  })
})

describe('its plan', () => {
  const planOf = async (prepare: (azure: FakeAzure) => void, choice: Choice | null = null) => {
    const { plan } = await (await regionStage(groupFailover, prepare, choice)).plan()
    return plan
  }

  test('says what is lost before it is typed, and leads back without it', async () => {
    const plan = await planOf(leftBehind)
    expect(plan).toMatchObject({
      words: { title: `Force fg-shop to ${away}` },
      approval: { kind: 'typed', text: 'force fg-shop to westus2' },
      inverse: { lever: 'groupFailover', choice: { how: 'planned', to: home } },
      withoutYou: { text: 'nothing is written' }
    })
    expect(plan.blocked).toBeUndefined()
    expect(plan.inverse?.text).toMatch(/without what was lost/)
    expect(plan.guards.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['sql-loss', 'sql-way-back', 'sql-state', 'sql-policy', 'sql-locks', 'sql-subscription'])
    )
  })

  test('is blocked where it does not fit: planned while the primary is down, forced while it answers', async () => {
    expect((await planOf(leftBehind, { how: 'planned', to: away })).blocked?.message).toMatch(/needs both servers/)
    expect((await planOf(well, { how: 'forced', to: away })).blocked?.message).toMatch(/without any loss/)
  })

  test('is none to the server that is primary', async () => {
    const stage = await regionStage(groupFailover, well)
    expect(await stage.result({ how: 'planned', to: home })).toMatchObject({ kind: 'needsChoice' })
  })
})
