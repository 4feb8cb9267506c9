import { afterEach, describe, expect, test } from 'vitest'
import { listOf, objectOf } from '../../store/json-value.ts'
import type { AzureStage } from '../testing/azure-stage.ts'
import { openAzureStage, planOf } from '../testing/azure-stage.ts'
import type { WireAnswer } from '../testing/azure-client.ts'
import type { AzurePlan } from '../plan.ts'

let stage: AzureStage
afterEach(() => stage.close())

const open = async (plan: AzurePlan = planOf('region-switch'), speed = 100): Promise<AzureStage> => {
  stage = await openAzureStage(plan, speed)
  return stage
}

const profileOf = ({ client }: AzureStage): string =>
  `Microsoft.Network/trafficmanagerprofiles/${client.settings.profile}`
const accountOf = ({ client }: AzureStage): string => `Microsoft.DocumentDB/databaseAccounts/${client.settings.account}`
const codeOf = ({ status, json }: WireAnswer): readonly unknown[] => [
  status,
  objectOf(json['error'])['code'] ?? json['code']
]

/** Switches the endpoint of that index. */
function flip(
  { client, report }: AzureStage,
  index: number,
  endpointStatus: 'Enabled' | 'Disabled'
): Promise<WireAnswer> {
  const name = report().endpoints[index]?.name ?? ''
  return client.arm(
    'PATCH',
    `Microsoft.Network/trafficmanagerprofiles/${client.settings.profile}/ExternalEndpoints/${name}`,
    {
      properties: { endpointStatus }
    }
  )
}

function move({ client, world }: AzureStage): Promise<WireAnswer> {
  const names = world.cosmos?.account.regions.map(({ name }) => name).toReversed() ?? []
  const failoverPolicies = names.map((locationName, failoverPriority) => ({ locationName, failoverPriority }))
  return client.arm('POST', `${accountOf(stage)}/failoverPriorityChange`, { failoverPolicies }, '2025-10-15')
}

describe('a PUT of an endpoint', () => {
  test('replaces all of it, a PATCH keeps what it does not name, and nobody writes what is observed', async () => {
    const { client, report } = await open()
    const path = `${profileOf(stage)}/externalEndpoints/${report().endpoints[0]?.name}`
    const patched = await client.arm('PATCH', path, {
      properties: { futureProperty: 'kept', endpointMonitorStatus: 'Stopped' }
    })
    expect(objectOf(patched.json['properties'])).toMatchObject({
      futureProperty: 'kept',
      endpointMonitorStatus: 'Online'
    })
    const { target } = objectOf(patched.json['properties'])
    const put = await client.arm('PUT', path, { properties: { target, priority: 1 } })
    expect(objectOf(put.json['properties'])).toEqual({
      endpointStatus: 'Enabled',
      endpointMonitorStatus: 'Online',
      target,
      priority: 1
    })
    expect(codeOf(await client.arm('PATCH', path, { properties: { priority: 2 } }))).toEqual([400, 'BadRequest'])
    expect(codeOf(await client.arm('PATCH', path, { properties: { endpointStatus: 'enabled' } }))).toEqual([
      400,
      'BadRequest'
    ])
  })
})

describe('access', () => {
  test('is refused by action and scope, and listed beforehand', async () => {
    const plan = planOf('region-switch')
    const grants = [
      { scope: 'group', actions: ['Microsoft.Network/*', '*/read'], notActions: ['*/azureEndpoints/write'] }
    ] as const
    const { client } = await open({ ...plan, grants })
    const listed = await client.arm('GET', `${profileOf(stage)}/providers/Microsoft.Authorization/permissions`)
    expect(listOf(listed.json['value'])).toMatchObject([{ actions: ['Microsoft.Network/*', '*/read'] }])
    expect((await flip(stage, 1, 'Enabled')).status).toBe(200)
    const refused = await move(stage)
    expect(codeOf(refused)).toEqual([403, 'AuthorizationFailed'])
    expect(refused.text).toContain(
      "perform action 'Microsoft.DocumentDB/databaseAccounts/failoverPriorityChange/action' over scope '/subscriptions/"
    )
    const azure = await client.arm('PUT', `${profileOf(stage)}/azureEndpoints/new`, { properties: {} })
    expect(codeOf(azure)).toEqual([403, 'AuthorizationFailed'])
  })

  test('does not help against a lock, which is found on all that lies below it', async () => {
    const { client } = await open(planOf('region-locked'))
    const locks = await client.arm('GET', `${profileOf(stage)}/providers/Microsoft.Authorization/locks`)
    expect(listOf(locks.json['value'])).toMatchObject([{ name: 'freeze', properties: { level: 'ReadOnly' } }])
    expect(codeOf(await flip(stage, 1, 'Enabled'))).toEqual([409, 'ScopeLocked'])
    expect(codeOf(await move(stage))).toEqual([409, 'ScopeLocked'])
    expect((await client.arm('GET', profileOf(stage))).status).toBe(200)
    expect(stage.effects).toEqual([])
  })
})

describe('too many requests', () => {
  test('of others turn changes away for a while, and say for how long', async () => {
    const { client } = await open(planOf('region-throttled'), 100)
    const refused = await flip(stage, 1, 'Enabled')
    expect(codeOf(refused)).toEqual([429, 'SubscriptionRequestsThrottled'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(10)
    expect((await client.arm('GET', profileOf(stage))).status).toBe(200)
    await expect.poll(async () => (await flip(stage, 1, 'Enabled')).status, { timeout: 5000 }).toBe(200)
  })
})

describe('a token', () => {
  test('that ran out is refused, also where it was good for the step before', async () => {
    const { client } = await open(planOf('region-token-expires'))
    expect((await flip(stage, 1, 'Enabled')).status).toBe(200)
    await expect
      .poll(async () => codeOf(await client.arm('GET', profileOf(stage))), { timeout: 5000 })
      .toEqual([401, 'ExpiredAuthenticationToken'])
    await client.signIn()
    expect((await client.arm('GET', profileOf(stage))).status).toBe(200)
  })

  test('is challenged for a fresh one, or for a second factor that no application has', async () => {
    const { client, deed } = await open()
    deed({ do: 'challenge', wants: 'freshToken' })
    const challenged = await client.arm('GET', profileOf(stage))
    const header = challenged.headers['www-authenticate'] ?? ''
    expect(header).toContain('error="insufficient_claims"')
    const claims = Buffer.from(/claims="([^"]+)"/.exec(header)?.[1] ?? '', 'base64').toString()
    expect(JSON.parse(claims)).toMatchObject({ access_token: { nbf: { essential: true } } })
    await client.signIn({ claims })
    expect((await client.arm('GET', profileOf(stage))).status).toBe(200)
    deed({ do: 'challenge', wants: 'mfa' })
    const again = await client.arm('GET', profileOf(stage))
    const wanted = Buffer.from(
      /claims="([^"]+)"/.exec(again.headers['www-authenticate'] ?? '')?.[1] ?? '',
      'base64'
    ).toString()
    expect((await client.token({ claims: wanted })).json).toMatchObject({
      error: 'invalid_grant',
      error_codes: [50076]
    })
  })
})

describe('the write region', () => {
  const policyNames = (): readonly string[] => stage.world.cosmos?.account.regions.map(({ name }) => name) ?? []

  test('moves by an operation that is followed to its end', async () => {
    const { client, report } = await open(planOf('region-switch'), 5)
    const [first, second] = policyNames()
    const accepted = await move(stage)
    expect(accepted.status).toBe(202)
    const status = new URL(String(accepted.headers['azure-asyncoperation']))
    const poll = (): Promise<WireAnswer> => client.follow(status)
    expect((await poll()).json['status']).toBe('Dequeued')
    expect(
      objectOf((await client.arm('GET', accountOf(stage), undefined, '2025-10-15')).json['properties'])
    ).toMatchObject({
      provisioningState: 'Updating',
      writeLocations: [{ locationName: first }]
    })
    expect(codeOf(await move(stage))).toEqual([412, 'PreconditionFailed'])
    await expect.poll(async () => (await poll()).json['status'], { timeout: 10_000 }).toBe('Succeeded')
    expect((await client.follow(new URL(String(accepted.headers['location'])))).status).toBe(204)
    expect(report().writeRegion).toBe(second)
  })

  test('does not move while its region is down, and what was begun is in the way of what would help', async () => {
    const { client, report } = await open(planOf('region-down'))
    const [first] = policyNames()
    const accepted = await move(stage)
    expect(accepted.status).toBe(202)
    const offline = (): Promise<WireAnswer> =>
      client.arm('POST', `${accountOf(stage)}/offlineRegion`, { region: first }, '2025-10-15')
    expect(codeOf(await offline())).toEqual([412, 'PreconditionFailed'])
    const status = new URL(String(accepted.headers['azure-asyncoperation']))
    await expect
      .poll(async () => (await client.follow(status)).json, { timeout: 10_000 })
      .toMatchObject({ status: 'Failed', error: { code: 'ServiceUnavailable' } })
    expect(report().writeRegion).toBe(first)
    expect((await offline()).status).toBe(202)
    await expect.poll(() => report().writeRegion, { timeout: 5000 }).not.toBe(first)
    expect(policyNames()).toHaveLength(1)
  })

  test('goes to the next by priority, which need not be where users go', async () => {
    const { client, report } = await open(planOf('region-third-next'))
    const [first, next, third] = policyNames()
    await client.arm('POST', `${accountOf(stage)}/offlineRegion`, { region: first }, '2025-10-15')
    await expect.poll(() => report().writeRegion, { timeout: 5000 }).toBe(next)
    expect(third).toBe(stage.world.plan.regions[1]?.name)
  })

  test.each([
    ['of an account that manages it itself', { automaticFailover: true }, [400, 'BadRequest']],
    ['of an account all of whose regions write', { multiWrite: true }, [202, undefined]]
  ] as const)('%s', async (_, more, expected) => {
    const plan = planOf('region-switch')
    if (plan.account === undefined) throw new Error('no account')
    const { client } = await open({ ...plan, account: { ...plan.account, ...more } })
    expect(codeOf(await move(stage))).toEqual(expected)
    const { writeLocations } = objectOf(
      (await client.arm('GET', accountOf(stage), undefined, '2025-10-15')).json['properties']
    )
    expect(listOf(writeLocations)).toHaveLength('multiWrite' in more ? 2 : 1)
  })
})

test('somebody in between answers with a page of their own, whether the change was applied or not', async () => {
  const { client, effects, fault } = await open()
  const page = {
    path: '/trafficmanagerprofiles/',
    code: 200,
    contentType: 'text/html',
    body: '<html>Sign in to the WLAN</html>'
  }
  fault({ kind: 'error', ...page })
  const captive = await client.arm('GET', profileOf(stage))
  expect([captive.status, captive.headers['content-type'], captive.text]).toEqual([200, 'text/html', page.body])
  fault({ kind: 'errorAfter', ...page })
  expect((await flip(stage, 1, 'Enabled')).text).toBe(page.body)
  expect(effects).toHaveLength(1)
})

describe('an answer that never arrives', () => {
  test.each([
    ['region-answer-lost', (at: AzureStage) => flip(at, 1, 'Enabled')],
    ['region-data-answer-lost', move]
  ] as const)('in %s hides a change that was applied', async (id, send) => {
    const { effects, faultsLeft } = await open(planOf(id))
    await expect(send(stage)).rejects.toThrow(/hang up|reset/)
    expect(effects).toHaveLength(1)
    expect(faultsLeft()).toBe(0)
  })
})
