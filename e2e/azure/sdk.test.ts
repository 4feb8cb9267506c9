import { TrafficManagerManagementClient } from '@azure/arm-trafficmanager'
import { ClientSecretCredential } from '@azure/identity'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createAzureConnection } from '../../src/main/connections/azure/create-azure-connection.ts'
import { drillAzure } from '../../src/main/console/drill-azure.ts'
import { openAzureStage, planOf } from '../../src/main/drill/azure/testing/azure-stage.ts'
import type { AzureStage } from '../../src/main/drill/azure/testing/azure-stage.ts'
import { judgeAll } from './openapi/judged.ts'

// What a fake answers is believed by no test of its own: here the packages that production uses read it.
describe('the SDK believes the drill', () => {
  let stage: AzureStage
  let client: TrafficManagerManagementClient

  beforeAll(async () => {
    stage = await openAzureStage(planOf('region-down'), 50)
    const { arm, ca, tenant, client: application, secret, subscription } = stage.client.settings
    const tlsOptions = { ca }
    const credential = new ClientSecretCredential(tenant, application, secret, {
      authorityHost: arm,
      disableInstanceDiscovery: true,
      tlsOptions
    })
    client = new TrafficManagerManagementClient(credential, subscription, {
      endpoint: arm,
      credentialScopes: [`${arm}/.default`],
      tlsOptions,
      retryOptions: { maxRetries: 0 }
    })
  }, 60_000)
  afterAll(() => stage.close())

  test('reads the profile, switches an endpoint, and says what is refused', async () => {
    const { resourceGroup, profile } = stage.client.settings
    const shown = await client.profiles.get(resourceGroup, profile)
    expect(
      shown.endpoints?.map(({ endpointStatus, endpointMonitorStatus }) => [endpointStatus, endpointMonitorStatus])
    ).toEqual([
      ['Enabled', 'Degraded'],
      ['Disabled', 'Disabled']
    ])
    const second = shown.endpoints?.[1]?.name ?? ''
    const patched = await client.endpoints.update(resourceGroup, profile, 'ExternalEndpoints', second, {
      endpointStatus: 'Enabled'
    })
    expect(patched).toMatchObject({ endpointStatus: 'Enabled', endpointMonitorStatus: 'CheckingEndpoint' })
    const listed = []
    for await (const one of client.profiles.listByResourceGroup(resourceGroup)) listed.push(one.name)
    expect(listed).toEqual([profile])
    stage.deed({ do: 'lock', name: 'freeze', on: 'profile', level: 'ReadOnly' })
    await expect(
      client.endpoints.update(resourceGroup, profile, 'ExternalEndpoints', second, { endpointStatus: 'Disabled' })
    ).rejects.toMatchObject({ statusCode: 409, code: 'ScopeLocked' })
    const { described, complaints } = judgeAll(stage.exchanges)
    expect(complaints).toEqual([])
    expect(described).toBe(4)
  })

  test('what one run of ours sends is held together by its id, beside an id of each attempt', async () => {
    const connection = await createAzureConnection({
      access: await drillAzure(stage.settingsFile),
      environmentName: 'here',
      version: '0',
      env: {},
      onSecret: () => undefined
    })
    onTestFinished(() => connection.close())
    const { profile } = await drillAzure(stage.settingsFile)
    const { signal: abort } = new AbortController()
    const [, second] = stage.report().endpoints
    const before = stage.exchanges.length
    stage.deed({ do: 'unlock', name: 'freeze' })
    const request = await connection.reader.endpointRequest(
      profile,
      { kind: 'externalEndpoints', name: second?.name ?? '' },
      'Disabled'
    )
    const runId = randomUUID()
    for (const attemptId of ['first', 'second']) await connection.writer.send(request, { attemptId, runId, abort })
    const sent = stage.exchanges.slice(before).filter(({ request: { method } }) => method === 'PATCH')
    expect(sent.map(({ request: { headers }, answer }) => [headers['x-ms-client-request-id'], answer.status])).toEqual([
      ['first', 200],
      ['second', 200]
    ])
    const runs = sent.map(({ request: { headers } }) => headers['x-ms-correlation-request-id'])
    expect(runs).toEqual([runId, runId])
  })

  test('answers a claims challenge by itself', async () => {
    const { resourceGroup, profile } = stage.client.settings
    stage.deed({ do: 'challenge', wants: 'freshToken' })
    expect(await client.profiles.get(resourceGroup, profile)).toMatchObject({ name: profile })
    const [refused, ...later] = stage
      .report()
      .calls.slice(-3)
      .map(({ method, status }) => [method, status])
    expect([refused, later.at(-1)]).toEqual([
      ['GET', 401],
      ['GET', 200]
    ])
  })
})
