import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { asFailure, type Failure } from '../../src/contract/index.ts'
import {
  createMetricsEndpoint,
  isWorkspaceHost,
  metricsScope,
  openMetricsTokens,
  type AzureIdentity
} from '../../src/main/connections/index.ts'
import { startTlsServer, type TestServer } from '../../src/main/connections/testing/tls-server.ts'
import { openAzureStage, planOf, type AzureStage } from '../../src/main/drill/azure/testing/azure-stage.ts'
import type { MetricsEndpoint } from '../../src/main/ports/metrics-endpoint.ts'

// A workspace of Azure Monitor that answers as Microsoft documents it, to tokens of the drill's sign-in service.
const audience = 'https://prometheus.monitor.azure.com'
const vector = {
  status: 'success',
  data: { resultType: 'vector', result: [{ metric: {}, value: [1_767_225_600, '1'] }] }
}
let stage: AzureStage
let workspace: TestServer
let folder: string
let told: string[]
/** Whether the role is assigned, and which tokens were taken back. */
let hasRole: boolean
let takenBack: Set<string>

beforeAll(async () => {
  stage = await openAzureStage(planOf('region-switch'), 1)
  folder = await mkdtemp(join(tmpdir(), 'backout-managed-'))
}, 60_000)
afterAll(async () => {
  stage.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  told = []
  hasRole = true
  takenBack = new Set()
  stage.deed({ do: 'signIn', refuses: null })
  stage.deed({ do: 'tokenLifetime', seconds: 3_599 })
  workspace = await startTlsServer(({ headers }, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const token = (headers.authorization ?? '').replace('Bearer ', '')
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8') || '{}') as {
      readonly aud?: string
    }
    if (claims.aud !== audience || takenBack.has(token))
      return answer(401, {
        error: { code: 'Unauthorized', message: 'The token is not for this audience, or has ended.' }
      })
    if (!hasRole) return answer(403, { error: { code: 'Forbidden', message: 'No permission to query metrics data.' } })
    return answer(200, vector)
  })
  await writeFile(join(folder, 'ca.pem'), workspace.ca)
})
afterEach(() => workspace.close())

async function open(scope = metricsScope('public')): Promise<MetricsEndpoint> {
  const { arm, ca, tenant, client, secret } = stage.client.settings
  const identity: AzureIdentity = { tenant, client, proof: { way: 'secret', secret } }
  const tokens = await openMetricsTokens({
    endpoints: { authorityHost: arm, resourceManager: arm },
    ca,
    version: '0',
    env: {},
    onSecret: (value) => void told.push(value),
    identity,
    scope,
    who: `${client} of tenant ${tenant}`
  })
  const endpoint = await createMetricsEndpoint({
    address: { url: workspace.url, signIn: 'azure', account: 'kept' },
    secret: '',
    tokens,
    environmentName: 'prod-eu',
    version: '0',
    env: { SSL_CERT_FILE: join(folder, 'ca.pem') },
    onSecret: (value) => void told.push(value),
    onOrdinarySecret: (text) => void told.push(text)
  })
  onTestFinished(() => endpoint.close())
  return endpoint
}

const read = (endpoint: MetricsEndpoint): Promise<string> => endpoint.read('/api/v1/query', { query: 'up' })
const refused = (endpoint: MetricsEndpoint): Promise<Failure> =>
  read(endpoint).then(
    () => expect.fail('it was read'),
    (error: unknown) => asFailure(error)
  )
const sent = (): readonly string[] => workspace.requests.map(({ headers }) => headers.authorization ?? '')

test('is read with a token for Azure Monitor, one for many queries, which no record may hold', async () => {
  const before = stage.exchanges.length
  const endpoint = await open()
  expect(JSON.parse(await read(endpoint))).toEqual(vector)
  await read(endpoint)
  const [first = '', second] = sent()
  expect(first).toMatch(/^Bearer ./)
  expect(second).toBe(first)
  expect(told).toContain(first.replace('Bearer ', ''))
  const grants = stage.exchanges.slice(before).filter(({ request }) => request.path.endsWith('/oauth2/v2.0/token'))
  expect(grants).toHaveLength(1)
  expect(new URLSearchParams(grants[0]?.request.body).get('scope')).toBe(`${audience}/.default`)
  // The sign-in service is asked for it, and is never sent one.
  expect(stage.exchanges.slice(before).some(({ request }) => request.headers.authorization === first)).toBe(false)
})

test('another token is had when one was taken back, once, and before one ends', async () => {
  const endpoint = await open()
  await read(endpoint)
  takenBack.add((sent()[0] ?? '').replace('Bearer ', ''))
  await read(endpoint)
  expect(new Set(sent()).size).toBe(2)
  expect(sent()).toHaveLength(3)
  // Refused again within seconds: nobody is asked for token after token.
  takenBack.add((sent()[2] ?? '').replace('Bearer ', ''))
  expect(await refused(endpoint)).toMatchObject({ code: 'unauthorized' })
  expect(sent()).toHaveLength(4)
})

test('a token that lives short is had anew at half of its life', async () => {
  stage.deed({ do: 'tokenLifetime', seconds: 1 })
  const endpoint = await open()
  await read(endpoint)
  await expect.poll(async () => (await read(endpoint), new Set(sent()).size), { interval: 100 }).toBeGreaterThan(1)
})

test('a role that is missing is named, with whose and on what', async () => {
  hasRole = false
  const failure = await refused(await open())
  const { client, tenant } = stage.client.settings
  expect(failure).toMatchObject({
    code: 'forbidden',
    retryable: false,
    address: { status: 403, environment: 'prod-eu' }
  })
  expect(failure.message).toBe(
    `Prometheus at ${new URL(workspace.url).host} refused to be read with tokens of Azure, as ${client} of tenant ${tenant} (403): No permission to query metrics data.`
  )
  expect(failure.remedy).toContain('Monitoring Data Reader on the Azure Monitor workspace')
})

test('a token for something else is not taken, and that is said', async () => {
  const failure = await refused(await open(`${stage.client.settings.arm}/.default`))
  expect(failure).toMatchObject({ code: 'unauthorized', remedy: expect.stringContaining('account of its tenant') })
})

test('why nobody is let in is said in the words of the sign-in, and nothing is sent', async () => {
  stage.deed({ do: 'signIn', refuses: 53003 })
  const failure = await refused(await open())
  expect(failure.message).toContain('53003')
  expect(workspace.requests).toEqual([])
})

test('each cloud has its own scope and its own hosts', () => {
  expect(metricsScope('china')).toBe('https://prometheus.monitor.azure.cn/.default')
  expect(metricsScope('usGov')).toBe('https://prometheus.monitor.azure.us/.default')
  expect(isWorkspaceHost('shop-a1b2.westeurope.prometheus.monitor.azure.com', 'public')).toBe(true)
  expect(isWorkspaceHost('prometheus.monitor.azure.com.evil.example', 'public')).toBe(false)
  expect(isWorkspaceHost('evilprometheus.monitor.azure.com', 'public')).toBe(false)
  expect(isWorkspaceHost('shop.chinanorth3.prometheus.monitor.azure.cn', 'public')).toBe(false)
})
