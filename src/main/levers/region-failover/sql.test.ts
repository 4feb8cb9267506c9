import { describe, expect, test } from 'vitest'
import type { Choice } from '../../../contract/index.ts'
import type { ChangeFault, FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import { playKilled, playThrough } from '../testing/lever-kit.ts'
import { regionFailover } from './index.ts'
import { regionKit, regionStage } from './testing/region-stage.ts'

const way = { from: 'externalEndpoints/primary-endpoint', to: 'externalEndpoints/secondary-endpoint' }
const [home, away] = ['sql-shop-eastus2', 'sql-shop-westus2']

/** A group of Azure SQL, and no account of Cosmos DB. */
function withGroup(also: (azure: FakeAzure) => void = () => undefined) {
  return (azure: FakeAzure): void => {
    azure.account.besides = 'nothing'
    azure.sql.isThere = true
    also(azure)
  }
}

/** Both regions answer: a planned switch. */
const well = withGroup(({ endpoints: [first], sql }) => {
  first.isWell = true
  sql.silent.clear()
})

async function planOf(prepare: (azure: FakeAzure) => void, choice: Choice | null = null) {
  const stage = await regionStage(regionFailover, prepare, choice)
  const { plan } = await stage.plan()
  expect(stage.sent(), 'planning changes nothing').toBe(0)
  return { plan, guards: Object.fromEntries(plan.guards.map((guard) => [guard.id, guard])) }
}

describe('a failover group in a failover', () => {
  test.each([
    ['its servers are both read', []],
    ['none of its servers can be read', [home, away]]
  ])('is not another team’s, which is the only one that was read, where %s', async (_what, unreadable) => {
    const { plan, guards } = await planOf(
      withGroup(({ sql }) => {
        sql.hasOtherTeam = true
        for (const server of unreadable) sql.unreadable.add(server)
      })
    )
    expect(plan.steps.map(({ id }) => id)).not.toContain('move-sql')
    expect(JSON.stringify(plan.steps)).not.toContain('fg-billing')
    expect(
      Object.values(guards)
        .map(({ text }) => text)
        .join(' ')
    ).toContain('which one the service writes to is not known')
  })

  test('is forced last where its primary is down, and says what is lost before it is typed', async () => {
    const { plan, guards } = await planOf(withGroup(({ sql }) => (sql.policy = 'Automatic')))
    expect(plan.steps.at(-1)).toMatchObject({
      id: 'move-sql',
      after: ['moved'],
      reversible: 'no',
      command: expect.stringMatching(
        /^az sql failover-group set-primary --subscription .* --server sql-shop-westus2 --name fg-shop --allow-data-loss$/
      ) as string,
      exact: expect.stringMatching(
        /^az rest --method post --url '\/subscriptions\/.*\/servers\/sql-shop-westus2\/failoverGroups\/fg-shop\/forceFailoverAllowDataLoss\?api-version=2021-11-01'$/
      ) as string
    })
    expect(plan.approval).toMatchObject({ kind: 'typed', text: 'force fg-shop to westus2' })
    expect(guards['sql-loss']).toMatchObject({ status: 'warning', text: expect.stringMatching(/is lost/) as string })
    expect(guards['sql-way-back']?.text).toMatch(/becomes secondary when it is back, without what was lost/)
    expect(guards['sql-state']).toMatchObject({ status: 'passed', text: expect.stringMatching(/CATCH_UP/) as string })
    expect(guards['sql-policy']).toMatchObject({
      status: 'warning',
      text: expect.stringMatching(/not before its grace period of 60 min/) as string
    })
    expect(plan.words.title).toBe('Fail over to West US 2, and force fg-shop')
    expect(plan.inverse?.text).toBe(`fail back to what stood before; what ${home} had not copied stays lost`)
    expect(plan.inverse?.command.split('\n')[0], 'the data first').toContain(`--server ${home} `)
    expect(plan.inverse?.choice['primary']).toContain(`"server":"${home}"`)
    expect(plan.leaves.map(({ text }) => text).join()).toMatch(/comes back as its secondary/)
  })

  test('moves by the planned failover where both answer, and can be taken back', async () => {
    const { plan, guards } = await planOf(well)
    expect(plan.steps.at(-1)).toMatchObject({ id: 'move-sql', reversible: 'yes' })
    expect(plan.steps.at(-1)).toMatchObject({
      exact: expect.stringMatching(/\/servers\/sql-shop-westus2\/failoverGroups\/fg-shop\/failover\?/) as string
    })
    expect(plan.approval).toMatchObject({ kind: 'hold' })
    expect(guards['sql-loss']).toMatchObject({ status: 'passed' })
    expect(guards['sql-policy']?.text).toMatch(/by hand alone/)
    expect(plan.changes).toContainEqual({
      kind: 'value',
      title: 'fg-shop, primary',
      before: `${home}, East US 2`,
      after: `${away}, westus2`
    })
  })

  test('and an account of Cosmos DB move both, and what is typed names both', async () => {
    const { plan } = await planOf(({ sql }) => (sql.isThere = true))
    expect(plan.steps.slice(-2).map(({ id }) => id)).toEqual(['move-data', 'move-sql'])
    expect(plan.approval).toMatchObject({
      text: 'offline East US 2 cosmosdb-istio-aks-prd, force fg-shop to westus2'
    })
    expect(plan.order).toMatchObject({ stopAfterFailures: 2 })
  })

  test('can be left out by the operator, and taken in again', async () => {
    const leaves = { ...way, leaves: 'data' }
    expect((await planOf(withGroup())).plan.others).toEqual([{ title: 'Leave the data as it is', choice: leaves }])
    const { plan, guards } = await planOf(withGroup(), leaves)
    expect(plan.steps.map(({ id }) => id)).not.toContain('move-sql')
    expect(guards['sql']?.text).toMatch(/left out: sql-shop-eastus2 stays primary .* nothing is written/)
    expect(plan.others).toEqual([{ title: 'Move the data too', choice: way }])
  })

  test.each<[string, (azure: FakeAzure) => void, RegExp, 'warning' | 'passed']>([
    ['it is there already', ({ sql }) => (sql.primary = away), /westus2 is primary of fg-shop already/, 'passed'],
    ['the secondary is no copy yet', ({ sql }) => (sql.state = 'SEEDING'), /SEEDING: .* no whole copy yet/, 'warning'],
    ['neither server answers from here', ({ sql }) => sql.silent.add(away), /port 1433 may be closed/, 'warning'],
    [
      'the region answers, and the server does not',
      ({ endpoints: [first] }) => (first.isWell = true),
      /cannot be told/,
      'warning'
    ],
    ['it has two partners', ({ sql }) => (sql.hasThird = true), /not of one primary and one secondary/, 'warning'],
    ['there are two groups', ({ sql }) => (sql.hasAnother = true), /which one the service writes to is not/, 'warning'],
    [
      'a role may not',
      (azure) => (azure.permissions = [{ actions: ['Microsoft.Network/*', '*/read'], notActions: [] }]),
      /may not Microsoft.Sql\/servers\/failoverGroups\/forceFailoverAllowDataLoss\/action/,
      'warning'
    ],
    [
      'replication is suspended, and both answer',
      (azure) => {
        well(azure)
        azure.sql.state = 'SUSPENDED'
      },
      /SUSPENDED: the secondary falls behind/,
      'warning'
    ]
  ])('stays where %s, which is said, and users wait for nothing of it', async (_what, also, text, status) => {
    const { plan, guards } = await planOf(withGroup(also))
    expect(plan.steps.map(({ id }) => id)).not.toContain('move-sql')
    expect(guards['sql']).toMatchObject({ status, text: expect.stringMatching(text) as string })
    expect(plan.blocked).toBeUndefined()
  })

  test('is forced as well where Resource Manager cannot read it at the server that is down, or replication is suspended', async () => {
    const { plan, guards } = await planOf(
      withGroup(({ sql }) => {
        sql.unreadable.add(home)
        sql.state = 'SUSPENDED'
      })
    )
    expect(plan.steps.at(-1)).toMatchObject({ id: 'move-sql', reversible: 'no' })
    expect(guards['sql-state']).toMatchObject({ status: 'warning' })
  })

  test('is planned anew when somebody else fails it over', async () => {
    const stage = await regionStage(regionFailover, withGroup())
    const ready = await stage.plan()
    expect(regionFailover.stillFits(ready, await stage.world())).toBe(true)
    stage.azure.sql.primary = away
    expect(regionFailover.stillFits(ready, await stage.world())).toBe(false)
  })
})

/** Two changes of endpoints come before it. */
test.each<[string, ChangeFault, boolean]>([
  ['whose answer is lost', 'loseAnswer', true],
  [
    'that is refused',
    (response) => sendJson(response, { error: { code: 'FailoverGroupBusy', message: 'It is busy.' } }, 409),
    false
  ]
])('a forced failover %s is not sent again, and users stay where they are led', async (_what, fault, isProved) => {
  const stage = await regionStage(regionFailover, withGroup())
  for (const one of ['pass', 'pass', fault] as const) stage.azure.fault(one)
  const { run } = await playThrough(regionKit(async () => stage))
  expect(stage.sent()).toBe(3)
  expect(stage.azure.endpoints.map(({ status }) => status)).toEqual(['Disabled', 'Enabled'])
  expect([run.proved, stage.azure.sql.primary]).toEqual([isProved, isProved ? away : home])
  expect(run.inverse).toMatchObject({ lever: 'regionFailback' })
})

test("the operation is asked by the 202's headers after a restart", async () => {
  const stage = await regionStage(regionFailover, withGroup())
  const { records } = await playThrough(regionKit(async () => stage))
  const at = records.findIndex(({ kind }) => kind === 'accepted')
  expect(records[at]?.body).toMatchObject({
    operation: { headers: { 'azure-asyncoperation': expect.stringContaining('/op-2') as string } }
  })
  const again = await regionStage(regionFailover, withGroup())
  await playKilled(
    regionKit(async () => again),
    { after: at + 1, isSeen: true }
  )
  expect(again.azure.server.requests.filter(({ url }) => url.includes('/op-2')).length).toBeGreaterThan(0)
  expect(again.azure.sql.primary).toBe(away)
})
