import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAzureStage, planOf } from '../../src/main/drill/azure/testing/azure-stage.ts'
import type { AzureStage } from '../../src/main/drill/azure/testing/azure-stage.ts'
import type { Az, AzRun } from './az.ts'
import { azFor } from './az.ts'
import { ensureAzureCli } from './ensure-azure-cli.mjs'
import { judgeAll } from './openapi/judged.ts'

const cli = await ensureAzureCli()
if ('skipped' in cli) console.log(cli.skipped)

/** What a command printed, as JSON; fails with what it said when it did not exit with 0. */
function printed<T>(run: AzRun): T {
  expect(run, run.stderr).toMatchObject({ code: 0 })
  return JSON.parse(run.stdout) as T
}

interface Endpoint {
  readonly name: string
  readonly type: string
  readonly endpointStatus: string
  readonly endpointMonitorStatus: string
  readonly priority: number
  readonly target: string
}

interface Account {
  readonly provisioningState: string
  readonly writeLocations: readonly { readonly locationName: string }[]
  readonly failoverPolicies: readonly { readonly locationName: string; readonly failoverPriority: number }[]
}

// In order and together: each command acts on what the ones before it left. az exits with 0 where an answer is empty, so
// that every command is judged by what it printed.
describe.skipIf('skipped' in cli)('the real az believes the drill', () => {
  let stage: AzureStage
  let az: Az
  let group: readonly string[]
  let first: Endpoint
  let second: Endpoint

  const endpoint = (...args: readonly string[]): Promise<AzRun> =>
    az('network', 'traffic-manager', 'endpoint', ...args, ...group, '--profile-name', stage.client.settings.profile)
  const account = (...args: readonly string[]): Promise<AzRun> =>
    az('cosmosdb', ...args, ...group, '--name', stage.client.settings.account ?? '')
  const typed = (one: Endpoint): readonly string[] => [
    '--type',
    one.type.slice(one.type.lastIndexOf('/') + 1),
    '--name',
    one.name
  ]

  beforeAll(async () => {
    // Both regions are well: what az waits for by its own clock takes simulated time.
    stage = await openAzureStage(planOf('region-switch'), 20)
    az = azFor('python' in cli ? cli.python : '', stage.client.settings)
    group = ['--resource-group', stage.client.settings.resourceGroup]
  }, 400_000)
  afterAll(() => {
    az?.forget()
    stage?.close()
  })

  test('registers the cloud by its metadata, and signs in', { timeout: 120_000 }, async () => {
    const { arm, client, secret, tenant, subscription } = stage.client.settings
    expect(await az('cloud', 'register', '--name', 'Other', '--endpoint-resource-manager', arm)).toMatchObject({
      code: 0
    })
    const who = ['--service-principal', '--username', client, '--tenant', tenant]
    stage.fault({ kind: 'error', path: '/token$', code: 200, body: '{"token_type":"Bearer"}' })
    expect((await az('login', ...who, '--password', secret)).code).toBe(1)
    const refused = await az('login', ...who, '--password', 'not it')
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain('AADSTS7000215')
    const accounts = printed<readonly { id: string; state: string; tenantId: string }[]>(
      await az('login', ...who, '--password', secret)
    )
    expect(accounts).toMatchObject([{ id: subscription, state: 'Enabled', tenantId: tenant }])
  })

  test('shows the profile and its endpoints', { timeout: 120_000 }, async () => {
    const { profile } = stage.client.settings
    const shown = printed<{
      dnsConfig: { fqdn: string; ttl: number }
      trafficRoutingMethod: string
      profileStatus: string
    }>(await az('network', 'traffic-manager', 'profile', 'show', ...group, '--name', profile))
    expect(shown).toMatchObject({ trafficRoutingMethod: 'Priority', profileStatus: 'Enabled' })
    expect(shown.dnsConfig.fqdn).toMatch(/^checkout-\d+\.trafficmanager\.net$/)
    const endpoints = printed<readonly Endpoint[]>(await endpoint('list'))
    expect(
      endpoints.map(({ endpointStatus, endpointMonitorStatus }) => [endpointStatus, endpointMonitorStatus])
    ).toEqual([
      ['Enabled', 'Online'],
      ['Disabled', 'Disabled']
    ])
    const [one, two] = endpoints
    if (one === undefined || two === undefined) throw new Error('two endpoints are expected')
    ;[first, second] = [one, two]
    expect(printed<Endpoint>(await endpoint('show', ...typed(first)))).toEqual(first)
  })

  test('does nothing by the line of the procedure, which has no --type', { timeout: 60_000 }, async () => {
    const before = stage.report().calls.length
    const run = await endpoint('update', '--name', first.name, '--endpoint-status', 'Disabled')
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('(--type | --ids) are required')
    expect(stage.report().calls).toHaveLength(before)
  })

  test('switches an endpoint on with a GET and a PUT of all of it', { timeout: 60_000 }, async () => {
    const before = stage.report().calls.length
    const switched = printed<Endpoint>(await endpoint('update', ...typed(second), '--endpoint-status', 'Enabled'))
    expect(switched).toMatchObject({ endpointStatus: 'Enabled', target: second.target, priority: second.priority })
    expect(['CheckingEndpoint', 'Online']).toContain(switched.endpointMonitorStatus)
    expect(stage.report().calls.slice(before)).toMatchObject([
      { method: 'GET', status: 200, command: 'network traffic-manager endpoint update' },
      { method: 'PUT', status: 200, command: 'network traffic-manager endpoint update' }
    ])
  })

  test('says what is not there, and who may not', { timeout: 60_000 }, async () => {
    const missing = await endpoint('show', '--type', 'azureEndpoints', '--name', first.name)
    expect(missing.code).toBe(3)
    expect(missing.stderr).toContain('(ResourceNotFound)')
    stage.deed({ do: 'lock', name: 'freeze', on: 'group', level: 'ReadOnly' })
    const locked = await endpoint('update', ...typed(first), '--endpoint-status', 'Disabled')
    stage.deed({ do: 'unlock', name: 'freeze' })
    expect(locked.code).toBe(1)
    expect(locked.stderr).toContain('(ScopeLocked)')
    expect(printed<Endpoint>(await endpoint('show', ...typed(first)))).toMatchObject({ endpointStatus: 'Enabled' })
  })

  test('sends a PATCH byte for byte with rest', { timeout: 60_000 }, async () => {
    const { subscription, resourceGroup, profile } = stage.client.settings
    const url = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/trafficmanagerprofiles/${profile}/ExternalEndpoints/${first.name}?api-version=2022-04-01`
    const body = JSON.stringify({ properties: { endpointStatus: 'Disabled' } })
    const told = printed<{ properties: Endpoint }>(await az('rest', '--method', 'patch', '--url', url, '--body', body))
    expect(told.properties).toMatchObject({ endpointStatus: 'Disabled', endpointMonitorStatus: 'Disabled' })
  })

  test('moves the write region and follows the operation to its end', { timeout: 120_000 }, async () => {
    const before = printed<Account>(await account('show'))
    const [now, next] = before.failoverPolicies.map(({ locationName }) => locationName)
    const moved = await account('failover-priority-change', '--failover-policies', `${next}=0`, `${now}=1`)
    expect(moved, moved.stderr).toMatchObject({ code: 0, stdout: '' })
    const after = printed<Account>(await account('show'))
    expect(after).toMatchObject({ provisioningState: 'Succeeded', writeLocations: [{ locationName: next }] })
    expect(after.failoverPolicies).toMatchObject([{ locationName: next }, { locationName: now }])
    // The list that forgets a region is refused by the account, not by az.
    const short = await account('failover-priority-change', '--failover-policies', `${now}=0`)
    expect(short.code).toBe(1)
    expect(short.stderr).toContain('(BadRequest)')
  })

  test('says that an operation failed, and that its state may not be asked', { timeout: 120_000 }, async () => {
    const { failoverPolicies } = printed<Account>(await account('show'))
    const [now, next] = failoverPolicies.map(({ locationName }) => locationName)
    const policies = ['--failover-policies', `${next}=0`, `${now}=1`]
    stage.deed({ do: 'operations', end: 'Failed' })
    const failed = await account('failover-priority-change', ...policies)
    stage.deed({ do: 'operations', end: 'Succeeded' })
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('(ServiceUnavailable)')
    stage.deed({ do: 'polls', status: 403 })
    const unseen = await account('failover-priority-change', ...policies)
    stage.deed({ do: 'polls', status: 200 })
    expect(unseen.code).toBe(1)
    expect(unseen.stderr).toContain('Microsoft.DocumentDB/locations/operationsStatus/read')
    // It went on all the same.
    await expect.poll(() => stage.report().writeRegion, { timeout: 20_000 }).toBe(next)
  })

  test('takes a region offline by its plain name, which it looks up first', { timeout: 120_000 }, async () => {
    const { failoverPolicies } = printed<Account>(await account('show'))
    const [now = '', next] = failoverPolicies.map(({ locationName }) => locationName)
    const gone = await account('offline-region', '--region', now.toLowerCase().replaceAll(' ', ''))
    expect(gone, gone.stderr).toMatchObject({ code: 0 })
    const after = printed<Account>(await account('show'))
    expect(after.failoverPolicies).toMatchObject([{ locationName: next, failoverPriority: 0 }])
    expect(after.failoverPolicies).toHaveLength(1)
  })

  test('notices answers that are wrong, so that its belief is worth something', { timeout: 120_000 }, async () => {
    const before = stage.exchanges.length
    const json = { contentType: 'application/json' }
    stage.fault({ kind: 'errorAfter', method: 'PUT', path: '/externalEndpoints/', code: 202, body: '{}', ...json })
    const accepted = await endpoint('update', ...typed(second), '--endpoint-status', 'Enabled')
    expect([accepted.code, accepted.stderr]).toEqual([1, expect.stringContaining('Accepted')])
    stage.fault({
      kind: 'error',
      method: 'GET',
      path: `/${first.name}`,
      code: 200,
      body: '<html></html>',
      contentType: 'text/html'
    })
    expect((await endpoint('show', ...typed(first))).code).toBe(1)
    expect(stage.exchanges.slice(before).map(({ request }) => request.method)).toContain('PUT')
    expect(stage.faultsLeft()).toBe(0)
  })

  test('and every answer to it was as the published description has it', () => {
    const { described, complaints } = judgeAll(stage.exchanges)
    expect(complaints).toEqual([])
    expect(described).toBeGreaterThan(15)
  })
})
