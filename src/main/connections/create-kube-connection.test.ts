import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createKubeConnection, testConnection, type KubeConnectionOptions } from './create-kube-connection.ts'
import { failureFrom, openTest, type OpenedTest, type OpenTestOptions } from './testing/open-connection.ts'
import { kubeconfigFor, sendStatus, startTlsServer, testCertificate, type Answer } from './testing/tls-server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const notFound: Answer = (_, response) => sendStatus(response, 404, 'NotFound', 'no such thing')

async function open(answer: Answer, options?: OpenTestOptions): Promise<OpenedTest> {
  const opened = await openTest(answer, options)
  closing.push(opened.close)
  return opened
}

function optionsFor(kubeconfig: string): KubeConnectionOptions {
  return {
    kubeconfig,
    context: 'test',
    environmentName: 'staging',
    version: '0',
    env: {},
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  }
}

describe('opening a connection', () => {
  it('says who we are, which server it is and how it answers', async () => {
    const { connection, server, links } = await open(notFound)
    expect(connection.user).toBe('operator')
    expect(connection.version).toBe('v1.36.3')
    expect(connection.identity).toMatch(/^uid-kube-system https:\/\/127\.0\.0\.1:\d+ ca:[0-9a-f]{64}$/)
    expect(links.at(-1)).toMatchObject({ id: 'apiServer', state: 'ok' })
    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': 'backout/0.1.0',
      authorization: 'Bearer secret-token'
    })
  })

  it('opens where the own name and kube-system may not be read', async () => {
    const server = await startTlsServer((request, response) => {
      if (request.url !== '/version') sendStatus(response, 403, 'Forbidden', 'forbidden')
      else {
        response.setHeader('content-type', 'application/json')
        response.end('{"gitVersion":"v1.30.0"}')
      }
    })
    closing.push(() => server.close())
    const connection = await createKubeConnection(optionsFor(kubeconfigFor(server)))
    closing.push(() => connection.close())
    expect(connection.user).toBe('')
    expect(connection.identity).toMatch(/^unknown https/)
  })

  it('is tested in one sentence and leaves nothing open', async () => {
    const { server } = await open(notFound)
    const before = server.sockets()
    const { text, user } = await testConnection(optionsFor(kubeconfigFor(server)))
    expect(text).toMatch(/^Kubernetes v1\.36\.3 answers in \d+ ms; you are operator\.$/)
    expect(user).toBe('operator')
    await expect.poll(() => server.sockets()).toBeLessThanOrEqual(before)
  })

  it('sends a user name and password as basic authentication', async () => {
    const { server } = await open(notFound, { user: { username: 'ann', password: 'pä:ss' } })
    const header = String(server.requests[0]?.headers.authorization)
    expect(Buffer.from(header.replace('Basic ', ''), 'base64').toString('utf8')).toBe('ann:pä:ss')
  })

  it.each([
    ['a sign-in page', 200, 'text/html', '<html>Please sign in</html>', 'notKubernetes'],
    ['another JSON service', 200, 'application/json', '{"hello":"world"}', 'notKubernetes'],
    ['a JSON list', 200, 'application/json', '[]', 'notKubernetes'],
    ['a redirect', 302, 'text/plain', '', 'notKubernetes'],
    ['refused credentials', 401, 'application/json', '{"kind":"Status","message":"Unauthorized"}', 'unauthorized']
  ])('tells %s from a Kubernetes API', async (_, status, type, body, code) => {
    const server = await startTlsServer((_request, response) => {
      response.writeHead(status, { 'content-type': type, location: 'https://evil.example/' })
      response.end(body)
    })
    closing.push(() => server.close())
    const failure = await failureFrom(testConnection(optionsFor(kubeconfigFor(server))))
    expect(failure.code).toBe(code)
    expect(failure.message).not.toContain('<html>')
    expect(failure.remedy).toBeTruthy()
  })
})

describe('what is wrong with the server', () => {
  it('is said for a certificate of another authority', async () => {
    const { server } = await open(notFound)
    const failure = await failureFrom(
      testConnection(optionsFor(kubeconfigFor(server, {}, { 'certificate-authority-data': undefined })))
    )
    expect(failure).toMatchObject({ code: 'tls', retryable: false })
    expect(failure.message).toMatch(/certificate/)
    expect(failure.remedy).toBeTruthy()
  })

  it('is said for a certificate of another name', async () => {
    const { server } = await open(notFound)
    const kubeconfig = kubeconfigFor(server, {}, { 'tls-server-name': 'other.example' })
    expect(await failureFrom(testConnection(optionsFor(kubeconfig)))).toMatchObject({
      code: 'tls',
      message: expect.stringContaining('another name')
    })
  })

  it('takes the name to check from tls-server-name', async () => {
    const { connection } = await open(notFound, { cluster: { 'tls-server-name': 'localhost' } })
    expect(connection.user).toBe('operator')
  })

  it('is said when nothing listens', async () => {
    const { cert } = await testCertificate()
    const kubeconfig = kubeconfigFor({ url: 'https://127.0.0.1:1', ca: cert })
    expect(await failureFrom(testConnection(optionsFor(kubeconfig)))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('nothing listens')
    })
  })

  it('is said within the connect deadline when it accepts and is silent', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closing.push(() => silent.close())
    const { cert } = await testCertificate()
    const { port } = silent.address() as AddressInfo
    const abort = new AbortController()
    const options = {
      ...optionsFor(kubeconfigFor({ url: `https://127.0.0.1:${port}`, ca: cert })),
      abort: abort.signal
    }
    const startedMs = performance.now()
    const failure = await failureFrom(testConnection(options))
    expect(failure).toMatchObject({ code: 'timeout', message: expect.stringContaining('no connection within 5 s') })
    expect(performance.now() - startedMs).toBeLessThan(13_000)
  })
})

describe('a kubeconfig that may not be used', () => {
  it.each([
    [{ server: 'http://127.0.0.1:1' }, {}, 'Plain HTTP'],
    [{ server: 'https://user:pw@127.0.0.1:1' }, {}, 'user name or password'],
    [{ 'insecure-skip-tls-verify': true }, {}, 'contradict'],
    [{ 'proxy-url': 'socks4://127.0.0.1:1' }, {}, 'socks5 proxies'],
    [{}, { 'auth-provider': { name: 'azure' } }, 'Legacy auth providers'],
    [{}, { exec: { command: './payload.sh', apiVersion: 'client.authentication.k8s.io/v1' } }, 'relative'],
    [{}, { 'client-certificate': '/gone.pem' }, '/gone.pem was not read']
  ])('is refused with the reason: %j %j', async (cluster, user, why) => {
    const { server } = await open(notFound)
    const asked = server.requests.length
    const failure = await failureFrom(testConnection(optionsFor(kubeconfigFor(server, user, cluster))))
    expect(failure.code).toBe('refused')
    expect(failure.message).toContain(why)
    expect(server.requests.length).toBe(asked)
  })

  it('names the contexts there are when one is missing', async () => {
    const { server } = await open(notFound)
    const failure = await failureFrom(testConnection({ ...optionsFor(kubeconfigFor(server)), context: 'prod' }))
    expect(failure).toMatchObject({ code: 'notFound', remedy: expect.stringContaining('test') })
  })
})
