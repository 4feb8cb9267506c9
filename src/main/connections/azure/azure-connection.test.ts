import type { ServerResponse } from 'node:http'
import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SendError } from '../../ports/wire.ts'
import { priorityChangeRequest } from '../../providers/azure/account-request.ts'
import { readProfile } from '../../providers/azure/read-profile.ts'
import { certificateChain } from '../testing/certificate-chain.ts'
import { sendJson, startTlsServer } from '../testing/tls-server.ts'
import { createAzureConnection, type AzureConnection } from './create-azure-connection.ts'
import { isResourceManager } from './operation-reader.ts'
import { startFakeAzure, type FakeAzure } from './testing/fake-azure.ts'

const abort = new AbortController().signal
const accountName = 'cosmosdb-istio-aks-prd'
const secondary = { kind: 'externalEndpoints', name: 'secondary-endpoint' } as const

interface Opened {
  readonly azure: FakeAzure
  readonly connection: AzureConnection
  readonly secrets: readonly string[]
}

async function open(): Promise<Opened> {
  const azure = await startFakeAzure()
  onTestFinished(() => azure.close())
  const secrets: string[] = []
  const connection = await createAzureConnection({
    access: azure.access,
    environmentName: 'here',
    version: '0',
    env: { AZURE_AUTHORITY_HOST: 'https://elsewhere.invalid', HTTPS_PROXY: 'http://127.0.0.1:9' },
    onSecret: (secret) => secrets.push(secret)
  })
  onTestFinished(() => connection.close())
  return { azure, connection, secrets }
}

async function send({ connection, azure }: Opened, attemptId: string = randomUUID()) {
  const request = await connection.reader.endpointRequest(azure.access.profile, secondary, 'Enabled')
  return connection.writer.send(request, { attemptId, runId: 'run-1', abort })
}

test('signs in, reads a profile as it came, and tells its secrets before it sends them', async () => {
  const { azure, connection, secrets } = await open()
  const json = await connection.reader.readProfile(azure.access.profile, { abort })
  expect(JSON.stringify(json)).toContain('newerThanUs')
  expect(readProfile(azure.access.profile, json)).toMatchObject({ method: 'Priority', ttlSeconds: 30 })
  expect(secrets).toEqual(['kept-in-the-keychain', 'opaque-token-of-the-fake'])
  expect(azure.server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET'])
})

test('what the SDK builds is what is sent: one PATCH of one field, under the id of the attempt', async () => {
  const opened = await open()
  const { status } = await send(opened, 'attempt-1')
  expect(status).toBe(200)
  const patch = opened.azure.server.requests.at(-1)
  expect(patch).toMatchObject({ method: 'PATCH', body: '{"properties":{"endpointStatus":"Enabled"}}' })
  expect(patch?.url).toContain(
    '/trafficmanagerprofiles/tm-istio-aks/ExternalEndpoints/secondary-endpoint?api-version=2022-04-01'
  )
  expect(patch?.headers).toMatchObject({
    authorization: 'Bearer opaque-token-of-the-fake',
    'x-ms-client-request-id': 'attempt-1',
    'x-ms-correlation-request-id': 'run-1',
    'accept-encoding': 'identity',
    'user-agent': expect.stringContaining('azsdk-js-arm-trafficmanager') as string
  })
})

test('a token that is refused before its time is had anew, once', async () => {
  const { azure, connection } = await open()
  await connection.reader.readProfile(azure.access.profile, { abort })
  const asked = (): number => azure.server.requests.filter(({ method }) => method === 'POST').length
  expect(asked()).toBe(1)
  azure.reads((response) => sendJson(response, { error: { code: 'ExpiredAuthenticationToken', message: 'no' } }, 401))
  const reading = (): Promise<unknown> => connection.reader.readProfile(azure.access.profile, { abort })
  await expect(reading()).rejects.toMatchObject({ failure: { code: 'unauthorized' } })
  await expect(reading()).rejects.toMatchObject({ failure: { code: 'unauthorized' } })
  expect(asked()).toBe(2)
})

test.each([
  ['a redirect', 307, ['location']],
  ['a long operation', 202, ['location', 'azure-asyncoperation']]
] as const)(
  '%s that leads elsewhere is followed by no request, for reads and changes',
  async (_what, status, names) => {
    const elsewhere = await startTlsServer((_request, response) => sendJson(response, {}))
    onTestFinished(() => elsewhere.close())
    const headers = Object.fromEntries(names.map((name) => [name, `${elsewhere.url}/operations/1`]))
    const lead = (response: ServerResponse): void => sendJson(response, {}, status, { ...headers, 'retry-after': '1' })
    const opened = await open()
    const { azure, connection } = opened
    azure.fault(lead)
    const before = azure.sent()
    await send(opened).catch((error: unknown) => expect(error).toBeInstanceOf(Error))
    expect(azure.sent()).toBe(before + 1)
    azure.reads(lead)
    await expect(connection.reader.readProfile(azure.access.profile, { abort })).rejects.toThrow()
    expect(elsewhere.accepted()).toBe(0)
  }
)

describe('a change arrives once', () => {
  test('through 1,000 connections that are reset, before and after it took effect', { timeout: 120_000 }, async () => {
    const opened = await open()
    const request = await opened.connection.reader.endpointRequest(opened.azure.access.profile, secondary, 'Enabled')
    const { subscription, group } = opened.azure.access.profile
    const move = priorityChangeRequest({ subscription, group, account: accountName }, ['West US 2', 'East US 2'])
    const once = async (round: number): Promise<void> => {
      opened.azure.fault(round % 3 === 0 ? 'loseRequest' : 'loseAnswer')
      const sent = round % 2 === 0 ? request : move
      const sending = opened.connection.writer.send(sent, { attemptId: randomUUID(), abort })
      await expect(sending).rejects.toMatchObject({ name: 'SendError', sent: 'maybe' })
    }
    for (let round = 0; round < 1_000; round += 20)
      await Promise.all(Array.from({ length: 20 }, (_unused, index) => once(round + index)))
    expect(new Set(opened.azure.effects).size).toBe(opened.azure.effects.length)
    expect(opened.azure.sent()).toBe(1_000)
    const posts = opened.azure.server.requests.filter(({ url }) => url.includes('/failoverPriorityChange?'))
    expect(posts).toHaveLength(500)
  })

  test.each<[string, number, (response: ServerResponse) => void]>([
    [
      'an answer that says to try again',
      429,
      (response) => sendJson(response, { error: { code: 'TooManyRequests', message: '' } }, 429, { 'retry-after': '1' })
    ],
    ['an error of the server', 503, (response) => sendJson(response, {}, 503, { 'retry-after': '1' })],
    ['a redirect', 307, (response) => void response.writeHead(307, { location: '/elsewhere' }).end()],
    [
      'a challenge for more claims',
      401,
      (response) =>
        sendJson(response, { error: { code: 'InvalidAuthenticationToken', message: '' } }, 401, {
          'www-authenticate': `Bearer authorization_uri="https://x", error="insufficient_claims", claims="${Buffer.from('{"access_token":{}}').toString('base64')}"`
        })
    ]
  ])('and is not sent again after %s', async (_what, status, answer) => {
    const opened = await open()
    opened.azure.fault(answer)
    expect(await send(opened)).toMatchObject({ status })
    expect(opened.azure.sent()).toBe(1)
  })

  test('and not at all when it is stopped before its first byte', async () => {
    const { azure, connection } = await open()
    const request = await connection.reader.endpointRequest(azure.access.profile, secondary, 'Enabled')
    const beforeFirstByte = (): void => {
      throw new Error('too late')
    }
    const sending = connection.writer.send(request, { attemptId: 'a', abort, beforeFirstByte })
    await expect(sending).rejects.toSatisfy((error) => error instanceof SendError && error.sent === 'nothing')
    expect(azure.sent()).toBe(0)
  })
})

describe('an answer that is none is a failure, whatever its status', () => {
  test.each<[string, (response: ServerResponse) => void]>([
    [
      'a sign-in page with 200',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in</html>')
    ],
    [
      'an empty body with 200',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end()
    ],
    ['nothing with 204', (response) => void response.writeHead(204).end()],
    [
      'JSON that is cut',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"properties":')
    ]
  ])('%s', async (_what, answer) => {
    const { azure, connection } = await open()
    azure.reads(answer)
    await expect(connection.reader.readProfile(azure.access.profile, { abort })).rejects.toMatchObject({
      name: 'FailureError',
      failure: { code: 'server' }
    })
  })

  test.each<[number, string, string]>([
    [403, 'AuthorizationFailed', 'forbidden'],
    [404, 'ResourceNotFound', 'notFound'],
    [401, 'ExpiredAuthenticationToken', 'unauthorized'],
    [429, 'TooManyRequests', 'rateLimited']
  ])('%i %s', async (status, code, failure) => {
    const { azure, connection } = await open()
    azure.reads((response) => sendJson(response, { error: { code, message: 'no' } }, status))
    await expect(connection.reader.readProfile(azure.access.profile, { abort })).rejects.toMatchObject({
      failure: { code: failure, message: expect.stringContaining(code) as string }
    })
  })
})

test('somebody who opens TLS on the way is said to be that, and nothing is told to him', async () => {
  const [azure, { root }] = await Promise.all([startFakeAzure(), certificateChain()])
  const { access } = azure
  if (!access.drill) throw new Error('a fake has servers of its own')
  const connection = await createAzureConnection({
    access: { ...access, drill: { ...access.drill, ca: root.cert } },
    environmentName: 'here',
    version: '0',
    env: {}
  })
  onTestFinished(async () => {
    connection.close()
    await azure.close()
  })
  await expect(connection.reader.readProfile(access.profile, { abort })).rejects.toMatchObject({
    failure: { code: 'tls', remedy: expect.stringContaining('Something between here and Azure may open TLS') as string }
  })
})

describe('where an operation stands is asked of Resource Manager alone', () => {
  const arm = 'https://management.azure.com'
  test.each([
    ['https://management.azure.com/subscriptions/s/x', true],
    ['https://centraluseuap.management.azure.com/subscriptions/s/x', true],
    ['http://management.azure.com/', false],
    ['https://management.azure.com:8443/', false],
    ['https://user@management.azure.com/', false],
    ['https://a.b.management.azure.com/', false],
    ['https://-x.management.azure.com/', false],
    ['https://evilmanagement.azure.com/', false],
    ['https://management.azure.com.evil.example/', false],
    ['https://management.azure.com@evil.example/', false],
    ['https://169.254.169.254/metadata/identity', false],
    ['https://login.microsoftonline.com/', false]
  ])('%s: %s', (url, is) => {
    expect(isResourceManager(new URL(url), arm)).toBe(is)
  })

  test('a drill on an address of its own has no regional one', () => {
    expect(isResourceManager(new URL('https://evil.127.0.0.1.example/'), 'https://127.0.0.1:8443')).toBe(false)
  })

  test('an address elsewhere, of another subscription, or that is none, is not asked', async () => {
    const { azure, connection } = await open()
    const { subscription } = azure.access.profile
    const own = `${azure.server.url}/subscriptions/${subscription}/providers/Microsoft.DocumentDB/locations/eastus2/operationsStatus/op-1`
    expect(await connection.reader.readOperation(own, abort)).toMatchObject({ status: 200 })
    const asked = azure.server.requests.length
    for (const other of [
      own.replace(azure.server.url, 'https://elsewhere.example'),
      own.replace(subscription, '00000000-0000-4000-8000-000000000000'),
      own.replace('/subscriptions/', `/subscriptions/${subscription}/../../elsewhere/`),
      own.replace('https:', 'http:'),
      'operationsStatus/op-1',
      `${own}?${'x'.repeat(5_000)}`
    ])
      await expect(connection.reader.readOperation(other, abort), other.slice(0, 99)).rejects.toMatchObject({
        failure: { code: 'refused' }
      })
    expect(azure.server.requests).toHaveLength(asked)
  })
})
