import { describe, expect, test } from 'vitest'
import type { Choice } from '../../../contract/index.ts'
import type { ChangeFault, FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import { playKilled, playThrough } from '../testing/lever-kit.ts'
import { regionFailover } from './index.ts'
import { regionKit, regionStage } from './testing/region-stage.ts'

const way = { from: 'externalEndpoints/primary-endpoint', to: 'externalEndpoints/secondary-endpoint' }
const [home, away] = ['pg-shop-eastus2', 'pg-shop-westus2']

/** A replica of PostgreSQL, and no account of Cosmos DB. */
function withReplica(also: (azure: FakeAzure) => void = () => undefined) {
  return (azure: FakeAzure): void => {
    azure.account.besides = 'nothing'
    azure.postgres.isThere = true
    also(azure)
  }
}

/** Both regions answer: a planned switch. */
const well = withReplica(({ endpoints: [first], postgres }) => {
  first.isWell = true
  postgres.silent.clear()
})

async function planOf(prepare: (azure: FakeAzure) => void, choice: Choice | null = null) {
  const stage = await regionStage(regionFailover, prepare, choice)
  const { plan } = await stage.plan()
  expect(stage.sent(), 'planning changes nothing').toBe(0)
  return { plan, guards: Object.fromEntries(plan.guards.map((guard) => [guard.id, guard])) }
}

describe('a replica of PostgreSQL in a failover', () => {
  test('is forced last where its primary is down, and says what is lost before it is typed', async () => {
    const { plan, guards } = await planOf(withReplica(({ postgres }) => (postgres.replication = 'Broken')))
    expect(plan.steps.at(-1)).toMatchObject({
      id: 'move-postgres',
      after: ['moved'],
      reversible: 'no',
      command: expect.stringMatching(
        /^az postgres flexible-server replica promote --subscription .* --name pg-shop-westus2 --promote-mode switchover --promote-option forced --yes$/
      ) as string,
      exact: expect.stringMatching(
        /^az rest --method patch --url '\/subscriptions\/.*\/flexibleServers\/pg-shop-westus2\?api-version=2024-08-01' --body '\{"properties":\{"replica":\{"role":"Primary","promoteMode":"switchover","promoteOption":"forced"\}\}\}'$/
      ) as string
    })
    expect(plan.approval).toMatchObject({ kind: 'typed', text: `force ${away} to be primary` })
    expect(guards['postgres-loss']).toMatchObject({
      status: 'warning',
      text: expect.stringMatching(/is lost/) as string
    })
    expect(guards['postgres-way-back']?.text).toMatch(/becomes a replica when it is back, .* deleted and made anew/)
    expect(guards['postgres-replication']).toMatchObject({
      status: 'warning',
      text: expect.stringMatching(/Broken/) as string
    })
    expect(guards['postgres-endpoint']).toMatchObject({ status: 'passed' })
    expect(plan.words.title).toBe(`Fail over to West US 2, and force ${away}`)
    expect(plan.inverse?.text).toBe(`fail back to what stood before; what ${home} had not copied stays lost`)
    expect(plan.inverse?.command.split('\n')[0], 'the data first').toContain(`--name ${home} `)
    expect(plan.inverse?.choice['postgres']).toContain(`"server":"${home}"`)
    expect(plan.leaves.map(({ text }) => text).join()).toMatch(/comes back as its replica/)
  })

  test('moves by the planned switch where both answer, and can be taken back', async () => {
    const { plan, guards } = await planOf(well)
    expect(plan.steps.at(-1)).toMatchObject({
      id: 'move-postgres',
      reversible: 'yes',
      exact: expect.stringMatching(/"promoteOption":"planned"/) as string
    })
    expect(plan.approval).toMatchObject({ kind: 'hold' })
    expect(guards['postgres-loss']).toMatchObject({ status: 'passed' })
    expect(plan.changes).toContainEqual({
      kind: 'value',
      title: 'PostgreSQL, primary',
      before: `${home}, East US 2`,
      after: `${away}, West US 2`
    })
  })

  test('an account of Cosmos DB and a failover group move one after the other, and what is typed names all', async () => {
    const { plan } = await planOf(({ sql, postgres }) => {
      sql.isThere = true
      postgres.isThere = true
    })
    expect(plan.steps.slice(-3).map(({ id }) => id)).toEqual(['move-data', 'move-sql', 'move-postgres'])
    expect(plan.approval).toMatchObject({
      text: `offline East US 2 cosmosdb-istio-aks-prd, force fg-shop to westus2, force ${away} to be primary`
    })
    expect(plan.order).toMatchObject({ stopAfterFailures: 3 })
  })

  test('can be left out by the operator, and taken in again', async () => {
    const leaves = { ...way, leaves: 'data' }
    expect((await planOf(withReplica())).plan.others).toEqual([{ title: 'Leave the data as it is', choice: leaves }])
    const { plan, guards } = await planOf(withReplica(), leaves)
    expect(plan.steps.map(({ id }) => id)).not.toContain('move-postgres')
    expect(guards['postgres']?.text).toMatch(/left out: pg-shop-eastus2 stays primary; .* nothing is written/)
    expect(plan.others).toEqual([{ title: 'Move the data too', choice: way }])
  })

  test.each<[string, (azure: FakeAzure) => void, RegExp, 'warning' | 'passed']>([
    ['it is there already', ({ postgres }) => (postgres.primary = away), /is primary already/, 'passed'],
    ['no name leads to both', ({ postgres }) => (postgres.members = null), /has no virtual endpoint/, 'warning'],
    ['neither server answers from here', ({ postgres }) => postgres.silent.add(away), /port 5432 may be/, 'warning'],
    [
      'the region answers, and the server does not',
      ({ endpoints: [first] }) => (first.isWell = true),
      /cannot be told/,
      'warning'
    ],
    ['there are two', ({ postgres }) => (postgres.hasAnother = true), /which one the service writes to/, 'warning'],
    [
      'a role may not',
      (azure) => (azure.permissions = [{ actions: ['Microsoft.Network/*', '*/read'], notActions: [] }]),
      /may not Microsoft.DBforPostgreSQL\/flexibleServers\/write/,
      'warning'
    ]
  ])('stays where %s, which is said, and users wait for nothing of it', async (_what, also, text, status) => {
    const { plan, guards } = await planOf(withReplica(also))
    expect(plan.steps.map(({ id }) => id)).not.toContain('move-postgres')
    expect(guards['postgres']).toMatchObject({ status, text: expect.stringMatching(text) as string })
    expect(plan.blocked).toBeUndefined()
  })

  test('is planned anew when somebody else switches it', async () => {
    const stage = await regionStage(regionFailover, withReplica())
    const ready = await stage.plan()
    expect(regionFailover.stillFits(ready, await stage.world())).toBe(true)
    stage.azure.postgres.primary = away
    expect(regionFailover.stillFits(ready, await stage.world())).toBe(false)
  })
})

/** Two changes of endpoints come before it. */
test.each<[string, ChangeFault, boolean]>([
  ['whose answer is lost', 'loseAnswer', true],
  [
    'that is refused',
    (response) => sendJson(response, { error: { code: 'ServerIsBusy', message: 'It is busy.' } }, 409),
    false
  ]
])('a forced switch %s is not sent again, and users stay where they are led', async (_what, fault, isProved) => {
  const stage = await regionStage(regionFailover, withReplica())
  for (const one of ['pass', 'pass', fault] as const) stage.azure.fault(one)
  const { run } = await playThrough(regionKit(async () => stage))
  expect(stage.sent()).toBe(3)
  expect(stage.azure.endpoints.map(({ status }) => status)).toEqual(['Disabled', 'Enabled'])
  expect([run.proved, stage.azure.postgres.primary]).toEqual([isProved, isProved ? away : home])
  expect(run.inverse).toMatchObject({ lever: 'regionFailback' })
})

test("the operation is asked by the 202's headers after a restart", async () => {
  const stage = await regionStage(regionFailover, withReplica())
  const { records } = await playThrough(regionKit(async () => stage))
  const at = records.findIndex(({ kind }) => kind === 'accepted')
  expect(records[at]?.body).toMatchObject({
    operation: { headers: { 'azure-asyncoperation': expect.stringContaining('/op-3') as string } }
  })
  const again = await regionStage(regionFailover, withReplica())
  await playKilled(
    regionKit(async () => again),
    { after: at + 1, isSeen: true }
  )
  expect(again.azure.server.requests.filter(({ url }) => url.includes('/op-3')).length).toBeGreaterThan(0)
  expect(again.azure.postgres.primary).toBe(away)
})
