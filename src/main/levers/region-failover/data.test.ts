import { describe, expect, test } from 'vitest'
import type { Choice } from '../../../contract/index.ts'
import type { FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { regionFailover } from './index.ts'
import { regionStage } from './testing/region-stage.ts'

const way = { from: 'externalEndpoints/primary-endpoint', to: 'externalEndpoints/secondary-endpoint' }

async function planOf(prepare: (azure: FakeAzure) => void = () => undefined, choice: Choice | null = null) {
  const stage = await regionStage(regionFailover, prepare, choice)
  const { plan } = await stage.plan()
  expect(stage.sent(), 'planning changes nothing').toBe(0)
  return { plan, guards: Object.fromEntries(plan.guards.map((guard) => [guard.id, guard])) }
}

/** Both regions answer: a planned switch. */
function well({ endpoints: [first], account }: FakeAzure): void {
  first.isWell = true
  account.silent.clear()
}

describe('the data in a failover', () => {
  test('is decided with the plan, unless it is left where it is not well', async () => {
    const decided = async (prepare: (azure: FakeAzure) => void, choice: Choice | null = null) => {
      const { proof } = await (await regionStage(regionFailover, prepare, choice)).plan()
      return (proof as { readonly decided?: string }).decided
    }
    const none = (azure: FakeAzure): void => void (azure.account.besides = 'nothing')
    expect(await decided(none)).toBe(
      'No Cosmos DB, Azure SQL or PostgreSQL is known behind this profile: none of it moves.'
    )
    expect(await decided(well)).toBe('It moves with the users, as it was approved.')
    expect(await decided(() => undefined, { ...way, leaves: 'data' })).toBeUndefined()
  })

  test('of a region that is down is taken offline last, and says what is lost before it is typed', async () => {
    const { plan, guards } = await planOf()
    expect(plan.steps.at(-1)).toMatchObject({ id: 'move-data', after: ['moved'], reversible: 'no' })
    expect(plan.approval).toMatchObject({ kind: 'typed', text: 'offline East US 2 cosmosdb-istio-aks-prd' })
    expect(guards['data-loss']).toMatchObject({
      status: 'warning',
      text: expect.stringContaining('may be lost') as string
    })
    expect(guards['data-way-back']?.text).toMatch(/^Only Microsoft brings East US 2 back/)
    expect(guards['data-meanwhile']?.text).toMatch(/do not change priorities/)
    expect(plan.words.title).toBe('Fail over to West US 2, and take East US 2 offline for the data')
    expect(plan.inverse?.text).toMatch(/only Microsoft brings East US 2 back/)
    expect(plan.inverse?.choice['written']).toContain('"writes":"East US 2"')
    expect(plan.words).toMatchObject({
      done: 'Users moved to West US 2',
      outside: {
        done: expect.stringMatching(/^Users are sent to another region\. .*did not answer.* may be lost\.$/) as string
      }
    })
  })

  test('of a region that is well moves by the planned change, and can be taken back', async () => {
    const { plan, guards } = await planOf(well)
    expect(plan.steps.at(-1)).toMatchObject({ id: 'move-data', reversible: 'yes' })
    expect(plan.approval).toMatchObject({ kind: 'hold' })
    expect(plan.words.outside?.done).toBe('Users are sent to another region.')
    expect(guards['data-loss']).toMatchObject({ status: 'passed' })
    expect(plan.changes).toContainEqual({
      kind: 'value',
      title: 'cosmosdb-istio-aks-prd, writes',
      before: 'East US 2',
      after: 'West US 2'
    })
    const back = plan.inverse?.command
      .split('\n')
      .map((line) => line.replace(/^az (\S+) .*(?:policies|profile-name \S+ --name) /, '$1 '))
    expect(back, 'all of the way back, the data first').toEqual([
      "cosmosdb 'East US 2=0' 'West US 2=1'",
      'network primary-endpoint --type externalEndpoints --endpoint-status Enabled',
      'network secondary-endpoint --type externalEndpoints --endpoint-status Disabled'
    ])
  })

  test('can be left out by the operator, and taken in again', async () => {
    const { plan } = await planOf()
    const leaves = { ...way, leaves: 'data' }
    expect(plan.others).toEqual([{ title: 'Leave the data as it is', choice: leaves }])
    const without = await planOf(undefined, leaves)
    expect(without.plan.steps.map(({ id }) => id)).not.toContain('move-data')
    expect(without.plan.choice).toEqual(leaves)
    expect(without.plan.approval).toMatchObject({ kind: 'hold' })
    expect(without.guards['data']?.text).toMatch(/left out: East US 2 goes on writing .* nothing is written/)
    expect(without.plan.others).toEqual([{ title: 'Move the data too', choice: way }])
    expect(without.plan.words.done).toBe('Users moved to West US 2, the data was left as it is')
    expect(without.plan.leaves.map(({ text }) => text).join()).toMatch(/Decide about the data\. The data is left out/)
  })

  test.each<[string, (azure: FakeAzure) => void, RegExp, 'warning' | 'passed']>([
    ['every region writes', ({ account }) => (account.isMultiWrite = true), /Every region writes/, 'passed'],
    ['it is there already', ({ account }) => account.regions.reverse(), /West US 2 writes .* already/, 'passed'],
    [
      'another region is next',
      ({ account }) => (account.regions = ['East US 2', 'France Central', 'West US 2']),
      /France Central would write next, not West US 2/,
      'warning'
    ],
    [
      'the gateway there is silent',
      ({ account }) => account.silent.add('West US 2'),
      /does not answer either/,
      'warning'
    ],
    [
      'whether its region is down cannot be told',
      ({ endpoints: [first] }) => (first.isWell = true),
      /cannot be told/,
      'warning'
    ],
    ['there are two accounts', ({ account }) => (account.besides = 'another'), /is not known/, 'warning'],
    [
      'a role may not',
      (azure) => (azure.permissions = [{ actions: ['Microsoft.Network/*', '*/read'], notActions: [] }]),
      /may not Microsoft.DocumentDB/,
      'warning'
    ],
    [
      'a lock holds it',
      (azure) => {
        const { subscription, group } = azure.access.profile
        const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.DocumentDB/databaseAccounts/cosmosdb-istio-aks-prd`
        azure.locks = [
          { id: `${id}/providers/Microsoft.Authorization/locks/keep`, name: 'keep', properties: { level: 'ReadOnly' } }
        ]
      },
      /lock keep/,
      'warning'
    ],
    [
      'service-managed failover is on',
      (azure) => {
        well(azure)
        azure.account.isServiceManaged = true
      },
      /service-managed/i,
      'warning'
    ]
  ])('stays where %s, which is said, and users wait for nothing of it', async (_what, prepare, text, status) => {
    const { plan, guards } = await planOf(prepare)
    expect(plan.steps.map(({ id }) => id)).not.toContain('move-data')
    expect(guards['data']).toMatchObject({ status, text: expect.stringMatching(text) as string })
    expect(plan.blocked).toBeUndefined()
    expect(plan.others).toEqual([])
  })

  test('says nothing where there is no account', async () => {
    const { guards } = await planOf(({ account }) => (account.besides = 'nothing'))
    expect(Object.keys(guards).filter((id) => id.startsWith('data'))).toEqual([])
  })

  test('is planned anew when somebody changes the account', async () => {
    const stage = await regionStage(regionFailover)
    const ready = await stage.plan()
    expect(regionFailover.stillFits(ready, await stage.world())).toBe(true)
    stage.azure.account.regions = ['East US 2', 'France Central', 'West US 2']
    expect(regionFailover.stillFits(ready, await stage.world())).toBe(false)
  })
})
