import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openAzureStage, planOf } from '../../../src/main/drill/azure/testing/azure-stage.ts'
import type { AzureStage } from '../../../src/main/drill/azure/testing/azure-stage.ts'
import { findOperation } from './document.ts'
import { judgeAll } from './judged.ts'
import { complaints, judgeExchange } from './validate.ts'

const endpointPath =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/trafficmanagerprofiles/p/ExternalEndpoints/e'

function judged(body: unknown, answer: unknown = {}): readonly string[] {
  const query = new URLSearchParams({ 'api-version': '2022-04-01' })
  const all = judgeExchange({
    method: 'PATCH',
    path: endpointPath,
    query,
    body,
    status: 200,
    answer,
    answerHeaders: {}
  })
  return all ?? ['not described']
}

describe('the judge', () => {
  test('takes the bodies that the description itself gives as examples', () => {
    const folder = join(import.meta.dirname, 'examples')
    const files = readdirSync(folder)
    expect(files.length).toBeGreaterThan(3)
    for (const file of files) {
      const { parameters, responses } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        readonly parameters: Readonly<Record<string, unknown>>
        readonly responses: Readonly<Record<string, { readonly body?: unknown }>>
      }
      const answer = responses['200']?.body
      if (answer !== undefined && 'endpointName' in parameters)
        expect(judged(parameters['parameters'], answer), file).toEqual([])
      if (file.startsWith('FailoverGroup')) {
        const path = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/b/failoverGroups/f'
        const found = findOperation('POST', `${path}/forceFailoverAllowDataLoss`)
        const schema = found?.operation.responses['200']?.schema
        expect(found !== undefined && schema !== undefined && complaints(found.document, schema, answer)).toEqual([])
      }
      if (file.startsWith('PromoteReplica')) {
        const path = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/abc'
        const query = new URLSearchParams({ 'api-version': '2024-08-01' })
        const body = parameters['parameters']
        const one = { method: 'PATCH', path, query, body, status: 200, answer, answerHeaders: {} }
        expect(judgeExchange(one), file).toEqual([])
      }
      if (file.includes('AccountGet')) {
        const path = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/ddb1'
        const found = findOperation('GET', path)
        const schema = found?.operation.responses['200']?.schema
        expect(found !== undefined && schema !== undefined && complaints(found.document, schema, answer)).toEqual([])
      }
    }
  })

  test.each([
    ['a word in another letter case', { properties: { endpointStatus: 'disabled' } }, /endpointStatus is "disabled"/],
    ['a number as text', { properties: { priority: '1' } }, /priority is not of type integer/],
    ['a member that nobody described', { properties: { futureProperty: 1 } }, /futureProperty is not described/]
  ])('notices %s', (_, body, complaint) => {
    expect(judged(body).join()).toMatch(complaint)
    expect(judged({}, body).join()).toMatch(complaint)
  })

  test('notices a 202 that says nowhere how the operation stands', () => {
    const all = judgeExchange({
      method: 'POST',
      path: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/acct/failoverPriorityChange',
      query: new URLSearchParams({ 'api-version': '2025-10-15' }),
      body: { failoverPolicies: [{ locationName: 'East US 2', failoverPriority: 0 }] },
      status: 202,
      answer: undefined,
      answerHeaders: {}
    })
    expect(all).toEqual(['202 without an address to ask'])
  })
})

describe('what the drill answers', () => {
  let stage: AzureStage
  let profile: string
  let account: string
  let names: readonly string[]

  beforeAll(async () => {
    stage = await openAzureStage(planOf('region-switch'), 100)
    profile = `Microsoft.Network/trafficmanagerprofiles/${stage.client.settings.profile}`
    account = `Microsoft.DocumentDB/databaseAccounts/${stage.client.settings.account}`
    names = stage.report().endpoints.map(({ name }) => name)
  }, 60_000)
  afterAll(() => stage.close())

  test('is as the published description has it, whether it is granted or refused', async () => {
    const { client } = stage
    const [primary, secondary] = names
    const [now, next] = stage.world.cosmos?.account.regions.map(({ name }) => name) ?? []
    const status = (endpointStatus: string): unknown => ({ properties: { endpointStatus } })
    const policies = (...order: readonly (string | undefined)[]): unknown => ({
      failoverPolicies: order.map((locationName, failoverPriority) => ({ locationName, failoverPriority }))
    })
    const statuses: number[] = []
    const send = async (...request: Parameters<typeof client.arm>): Promise<void> => {
      statuses.push((await client.arm(...request)).status)
    }
    await send('GET', 'Microsoft.Network/trafficmanagerprofiles')
    await send('GET', profile)
    await send('GET', `${profile}/externalEndpoints/${primary}`)
    await send('GET', `${profile}/externalEndpoints/nobody`)
    await send('PATCH', `${profile}/ExternalEndpoints/${secondary}`, status('Enabled'))
    await send('PATCH', profile, { properties: { dnsConfig: { ttl: 10 } } })
    const whole = (await client.arm('GET', `${profile}/externalEndpoints/${primary}`)).json
    await send('PUT', `${profile}/externalEndpoints/${primary}`, whole)
    await send('GET', account, undefined, '2025-10-15')
    await send('GET', 'Microsoft.DocumentDB/databaseAccounts', undefined, '2025-10-15')
    await send('POST', `${account}/failoverPriorityChange`, policies(next, now), '2025-10-15')
    // While one runs, another is refused.
    await send('POST', `${account}/offlineRegion`, { region: next }, '2025-10-15')
    await expect.poll(() => stage.report().writeRegion, { timeout: 10_000 }).toBe(next)
    await send('POST', `${account}/failoverPriorityChange`, policies(next, now), '2025-10-15')
    await send('POST', `${account}/offlineRegion`, { region: now }, '2025-10-15')
    await send('POST', `${account}/onlineRegion`, { region: now }, '2025-10-15')
    expect(statuses).toEqual([200, 200, 200, 404, 200, 200, 200, 200, 200, 202, 412, 204, 202, 400])
    const { described, complaints: found } = judgeAll(stage.exchanges)
    expect(found).toEqual([])
    expect(described).toBe(15)
  })

  test('says what is denied and how the subscription is, and refuses by both', async () => {
    const { client, world } = stage
    const { subscription, resourceGroup } = client.settings
    const secondary = names[1]
    const from = stage.exchanges.length
    world.deed({ do: 'deny', name: 'managed', on: 'group', actions: ['*/write'], spares: 'nobody' })
    const filter = '2022-04-01&$filter=atScope()'
    const asked = await client.arm(
      'GET',
      `${profile}/providers/Microsoft.Authorization/denyAssignments`,
      undefined,
      filter
    )
    expect(asked.json['value']).toMatchObject([
      {
        properties: {
          denyAssignmentName: 'managed',
          scope: `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`
        }
      }
    ])
    const path = `${profile}/ExternalEndpoints/${secondary}`
    const denied = await client.arm('PATCH', path, { properties: { weight: 3 } })
    expect([denied.status, denied.json['error']]).toMatchObject([403, { code: 'DenyAssignmentAuthorizationFailed' }])
    world.deed({ do: 'subscription', state: 'Disabled' })
    const url = new URL(`/subscriptions/${subscription}?api-version=2022-12-01`, client.settings.arm)
    expect((await client.follow(url)).json['state']).toBe('Disabled')
    const refused = await client.arm('POST', `${account}/offlineRegion`, { region: 'nowhere' }, '2025-10-15')
    expect([refused.status, refused.json['error']]).toMatchObject([409, { code: 'ReadOnlyDisabledSubscription' }])
    const { described, complaints: found } = judgeAll(stage.exchanges.slice(from))
    expect(found).toEqual([])
    expect(described).toBe(4)
  })
})

test('what the drill answers for Azure SQL is as published, whether it is granted or refused', async () => {
  const stage = await openAzureStage(planOf('region-sql'), 100)
  onTestFinished(() => stage.close())
  const { client, world } = stage
  const { sql } = world
  const [home = '', away = ''] = sql?.plan.servers.map(({ name }) => name) ?? []
  const version = '2021-11-01'
  const at = (server: string): string => `Microsoft.Sql/servers/${server}/failoverGroups`
  const name = sql?.plan.name ?? ''
  const post = (server: string, what: string) => client.arm('POST', `${at(server)}/${name}/${what}`, undefined, version)
  const get = async (path: string) => (await client.arm('GET', path, undefined, version)).status
  const statuses = [
    await get('Microsoft.Sql/servers'),
    await get(at(home)),
    await get(`${at(away)}/${name}`),
    await get(`${at(away)}/nobody`),
    // Sent to the primary, it is refused; sent while another one is under way as well.
    (await post(home, 'failover')).status
  ]
  const begun = await post(away, 'forceFailoverAllowDataLoss')
  statuses.push(begun.status, (await post(away, 'failover')).status)
  const asked = await client.follow(new URL(String(begun.headers['azure-asyncoperation'])))
  expect([asked.status, asked.json['status']]).toEqual([200, 'InProgress'])
  await expect.poll(() => stage.report().primaryServer, { timeout: 10_000 }).toBe(away)
  // The old primary's region is dead: a planned failover back hangs, and is rolled back.
  const back = await post(home, 'failover')
  statuses.push(back.status)
  const address = new URL(String(back.headers['azure-asyncoperation']))
  await expect.poll(async () => (await client.follow(address)).json['status'], { timeout: 20_000 }).toBe('Failed')
  expect(stage.report().primaryServer).toBe(away)
  expect(statuses).toEqual([200, 200, 200, 404, 400, 202, 409, 202])
  const { described, complaints: found } = judgeAll(stage.exchanges)
  expect(found).toEqual([])
  expect(described).toBe(8)
}, 60_000)

test('what the drill answers for PostgreSQL is as published, whether it is granted or refused', async () => {
  const stage = await openAzureStage(planOf('region-postgres'), 100)
  onTestFinished(() => stage.close())
  const { client, world } = stage
  const [home = '', away = ''] = world.postgres?.plan.servers.map(({ name }) => name) ?? []
  const version = '2024-08-01'
  const at = (server: string): string => `Microsoft.DBforPostgreSQL/flexibleServers/${server}`
  const promote = (server: string, option: string) =>
    client.arm(
      'PATCH',
      at(server),
      { properties: { replica: { role: 'Primary', promoteMode: 'switchover', promoteOption: option } } },
      version
    )
  const get = async (path: string) => (await client.arm('GET', path, undefined, version)).status
  const statuses = [
    await get('Microsoft.DBforPostgreSQL/flexibleServers'),
    await get(at(home)),
    await get(at('nobody')),
    await get(`${at(home)}/replicas`),
    await get(`${at(home)}/virtualendpoints`),
    // Sent to the primary, it is refused; sent while another one is under way as well.
    (await promote(home, 'planned')).status
  ]
  const begun = await promote(away, 'forced')
  statuses.push(begun.status, (await promote(away, 'planned')).status)
  const asked = await client.follow(new URL(String(begun.headers['azure-asyncoperation'])))
  expect([asked.status, asked.json['status']]).toEqual([200, 'InProgress'])
  await expect.poll(() => stage.report().primaryPostgres, { timeout: 10_000 }).toBe(away)
  statuses.push(await get(`${at(away)}/replicas`), await get(`${at(away)}/virtualendpoints`))
  // The old primary's region is dead: a planned promotion back hangs, and fails.
  const back = await promote(home, 'planned')
  statuses.push(back.status)
  const address = new URL(String(back.headers['azure-asyncoperation']))
  await expect.poll(async () => (await client.follow(address)).json['status'], { timeout: 40_000 }).toBe('Failed')
  expect(stage.report().primaryPostgres).toBe(away)
  expect(statuses).toEqual([200, 200, 404, 200, 200, 400, 202, 409, 200, 200, 202])
  const { described, complaints: found } = judgeAll(stage.exchanges)
  expect(found).toEqual([])
  expect(described).toBe(11)
}, 60_000)
