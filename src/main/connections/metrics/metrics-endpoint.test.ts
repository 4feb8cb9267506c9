import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { join } from 'node:path'
import { asFailure, type Failure } from '../../../contract/index.ts'
import { atItsAddress, createPrometheus, findPrometheus } from '../../providers/prometheus/index.ts'
import type { KubeReader } from '../../ports/kube.ts'
import { certificateChain } from '../testing/certificate-chain.ts'
import { startTlsServer, testCertificate, type Answer, type TestServer } from '../testing/tls-server.ts'
import { createMetricsEndpoint } from './create-metrics-endpoint.ts'
import { metricsAddress, signInText, type MetricsAddress } from './metrics-address.ts'

const token = 'eyJhbGciOi.kept-apart.9f3b'

describe('a Prometheus at an address of its own', () => {
  let server: TestServer
  let folder: string
  let answer: Answer
  const told: string[] = []
  const close: (() => void)[] = []

  beforeEach(async () => {
    told.length = 0
    answer = (_, response) => void response.end(vector('1'))
    server = await startTlsServer((...all) => answer(...all))
    folder = await mkdtemp(join(tmpdir(), 'backout-metrics-'))
    await writeFile(join(folder, 'ca.pem'), server.ca)
  })
  afterEach(async () => {
    for (const end of close.splice(0)) end()
    await server.close()
    await rm(folder, { recursive: true })
  })

  async function open(address: Partial<MetricsAddress> = {}, secret = '') {
    const endpoint = await createMetricsEndpoint({
      address: { url: server.url, signIn: 'none', ...address },
      secret,
      environmentName: 'prod-eu',
      version: '0.1.0',
      env: { SSL_CERT_FILE: join(folder, 'ca.pem'), HTTPS_PROXY: 'http://127.0.0.1:9' },
      onSecret: (value) => void told.push(value),
      onOrdinarySecret: (text) => void told.push(text)
    })
    close.push(() => endpoint.close())
    return endpoint
  }

  async function failure(address: Partial<MetricsAddress> = {}, secret = ''): Promise<Failure> {
    const endpoint = await open(address, secret)
    return endpoint.read('/api/v1/query', { query: 'up' }).then(
      () => expect.fail('it did not fail'),
      (error: unknown) => asFailure(error)
    )
  }

  it('is asked below its path, with a token and for a tenant, and its numbers are read', async () => {
    const target = { url: `${server.url}/prometheus`, signIn: 'bearer', tenant: 'shop', foundBy: 'operator' } as const
    const endpoint = await open({ url: target.url, signIn: 'bearer', tenant: 'shop' }, token)
    const samples = await createPrometheus(atItsAddress(endpoint, target)).query('up{a="b&c"}')
    expect(samples).toMatchObject([{ value: 1 }])
    expect(server.requests).toMatchObject([
      {
        url: '/prometheus/api/v1/query?query=up%7Ba%3D%22b%26c%22%7D',
        headers: { authorization: `Bearer ${token}`, 'x-scope-orgid': 'shop' }
      }
    ])
    expect(told).toEqual([token])
  })

  it('signs in by user and password, which records are kept free of in both forms', async () => {
    await (await open({ signIn: 'basic', user: 'ann' }, 'correct-horse-7')).read('/api/v1/query', { query: 'up' })
    const pair = Buffer.from('ann:correct-horse-7').toString('base64')
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${pair}`)
    expect(told).toEqual(['correct-horse-7', pair])
  })

  it('signs in by a client certificate, whose key stands in no record', async () => {
    const { cert, private: key } = await testCertificate()
    const asking = createServer({ cert, key, requestCert: true, ca: [cert] }, (request, response) => {
      expect(request.headers.authorization).toBeUndefined()
      response.end(vector(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN)))
    })
    await new Promise<void>((resolve) => asking.listen(0, '127.0.0.1', resolve))
    close.push(() => asking.close().closeAllConnections())
    const url = `https://127.0.0.1:${(asking.address() as AddressInfo).port}`
    const read = async (address: Partial<MetricsAddress>, secret: string): Promise<string> =>
      (await open({ url, ...address }, secret)).read('/api/v1/query', { query: 'up' })
    await expect(read({}, '')).rejects.toThrow('asks for a client certificate')
    expect(await read({ signIn: 'certificate' }, `${cert}\n${key}`)).toContain('"test"')
    expect(told.join('')).toContain(key.trim())
  })

  it.each([
    ['nothing', () => ''],
    ['no private key', (cert: string) => cert],
    ['another', async (cert: string) => `${cert}\n${(await certificateChain()).leaf.key}`]
  ])('refuses a client certificate with %s', async (_, pem) => {
    const { cert } = await testCertificate()
    await expect(open({ signIn: 'certificate' }, await pem(cert))).rejects.toMatchObject({
      failure: { code: 'badInput' }
    })
  })

  it('is found where it was set, and nothing else is looked for', async () => {
    const endpoint = await open()
    const reader = new Proxy({} as KubeReader, { get: () => expect.fail('the cluster was asked') })
    const found = await findPrometheus(reader, {
      override: { url: server.url, signIn: 'none' },
      open: (target) => Promise.resolve(atItsAddress(endpoint, target))
    })
    expect(found).toMatchObject({ state: 'value', value: { target: { url: server.url, foundBy: 'operator' } } })
  })

  it.each([
    [401, {}, 'unauthorized', 'wants a sign-in (401)'],
    [401, { signIn: 'bearer' }, 'unauthorized', 'did not take us in with a bearer token (401)'],
    [403, { signIn: 'basic', user: 'ann' }, 'forbidden', 'as ann, with a password (403)'],
    [404, {}, 'notFound', 'has nothing below its root (404)'],
    [302, {}, 'notFound', 'answers with a redirect, which is not followed'],
    [422, {}, 'invalid', 'refused the query (422): no such function.'],
    [429, {}, 'rateLimited', 'asks for fewer requests (429)'],
    [503, {}, 'server', 'answered with status 503']
  ] as const)('says what an answer of %d means, sent %j', async (status, address, code, text) => {
    answer = (_, response) => {
      response.writeHead(status, { location: 'https://elsewhere.example/' })
      response.end(JSON.stringify({ status: 'error', error: `no such function` }))
    }
    const said = await failure(address, 'signIn' in address ? token : '')
    expect(said).toMatchObject({ code, address: { environment: 'prod-eu', status, resource: 'prometheus' } })
    expect(said.message).toContain(text)
    // What may come back is asked for once more; a busy one is left alone.
    expect(server.requests.length).toBe(status === 503 ? 2 : 1)
  })

  it('hides what it repeats of the credentials', async () => {
    answer = (request, response) => {
      response.writeHead(403)
      response.end(JSON.stringify({ error: `not you: ${request.headers.authorization ?? ''}` }))
    }
    const said = await failure({ signIn: 'bearer' }, token)
    expect(said.message).toContain('not you')
    expect(JSON.stringify(said)).not.toContain(token)
  })

  it('is not believed with a certificate of nobody', async () => {
    await writeFile(join(folder, 'ca.pem'), '')
    expect(await failure({ signIn: 'bearer' }, token)).toMatchObject({ code: 'tls', retryable: false })
    expect(server.requests).toEqual([])
  })

  it('takes a page for no Prometheus', async () => {
    answer = (_, response) => void response.end('<html>Sign in</html>')
    const target = { url: server.url, signIn: 'none', foundBy: 'operator' } as const
    const prometheus = createPrometheus(atItsAddress(await open(), target))
    await expect(prometheus.query('up')).rejects.toThrow('is not a Prometheus')
  })

  it('is not read any more once it is closed', async () => {
    answer = () => undefined
    const endpoint = await open()
    const reading = endpoint.read('/api/v1/query', { query: 'up' })
    endpoint.close()
    await expect(reading).rejects.toMatchObject({ failure: { code: 'cancelled' } })
  })
})

describe('the address that somebody types', () => {
  it.each([
    ['https://Prometheus.example.com/', 'https://prometheus.example.com'],
    [' https://mimir.example.com/prometheus/api/v1/query ', 'https://mimir.example.com/prometheus'],
    ['https://prometheus.example.com:9090/graph', 'https://prometheus.example.com:9090'],
    [
      'https://monitoring.example.com/v1/projects/p/location/global/prometheus/api/v1',
      'https://monitoring.example.com/v1/projects/p/location/global/prometheus'
    ]
  ])('takes %j as %j', (text, address) => {
    expect(metricsAddress(text)).toBe(address)
  })

  it.each([
    ['http://prometheus.example.com', 'Plain HTTP'],
    ['prometheus.example.com:9090', 'no scheme'],
    ['https://ann:secret@prometheus.example.com', 'user name or password'],
    ['https://prometheus.example.com/?a=b', 'a query'],
    ['file:///etc/passwd', 'Only https']
  ])('refuses %j', (text, why) => {
    expect(() => metricsAddress(text)).toThrow(why)
  })

  it('never says the secret', () => {
    expect(signInText({ signIn: 'bearer', tenant: 'shop' })).toBe('with a bearer token, for tenant shop')
  })
})

function vector(value: string): string {
  return JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: [{ metric: {}, value: [1_767_225_600, value] }] }
  })
}
