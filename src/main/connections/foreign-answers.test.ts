import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findPrometheus } from '../providers/prometheus/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { createKubeConnection, testConnection, type KubeConnectionOptions } from './create-kube-connection.ts'
import { failureFrom, openTest, type OpenTestOptions } from './testing/open-connection.ts'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer,
  type Answer,
  type TestServer
} from './testing/tls-server.ts'

const deployment = kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop', name: 'cart' })

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function open(answer: Answer, options?: OpenTestOptions) {
  const opened = await openTest(answer, options)
  closing.push(opened.close)
  return opened
}

async function serve(answer: Answer): Promise<TestServer> {
  const server = await startTlsServer(answer)
  closing.push(() => server.close())
  return server
}

function optionsFor(server: TestServer): KubeConnectionOptions {
  return {
    kubeconfig: kubeconfigFor(server),
    context: 'test',
    environmentName: 'staging',
    version: '0',
    env: {},
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  }
}

function sendPage(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
  response.end('<!doctype html><title>Sign in</title>')
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' })
  response.end(text)
}

describe('an answer of a gateway', () => {
  it.each([
    ['a page with 401', (response: ServerResponse) => sendPage(response, 401), 401],
    ['a page with 403', (response: ServerResponse) => sendPage(response, 403), 403],
    ['a text with 403', (response: ServerResponse) => sendText(response, 403, 'blocked by policy'), 403],
    ['JSON with 403', (response: ServerResponse) => sendJson(response, { error: 'blocked' }, 403), 403]
  ])('%s is no matter of permission', async (_, refuse, status) => {
    const { connection } = await open((_request, response) => refuse(response))
    const failure = await failureFrom(connection.reader.get(deployment))
    expect(failure).toMatchObject({
      code: 'notKubernetes',
      message: expect.stringContaining(`with ${status}, and not as a Kubernetes API server does`)
    })
    expect(failure.grant).toBeUndefined()
    expect(failure.message).not.toContain('<')

    const server = await serve((_request, response) => refuse(response))
    expect(await failureFrom(testConnection(optionsFor(server)))).toMatchObject({ code: 'notKubernetes' })
  })

  it('that refuses the credentials in words is told as it says it', async () => {
    const { connection } = await open((_, response) => sendJson(response, { message: 'must authenticate' }, 401))
    expect(await failureFrom(connection.reader.get(deployment))).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('must authenticate')
    })
  })
})

describe('a version that is not told', () => {
  const withoutVersion: Answer = (request, response) => {
    if (request.url === '/version')
      sendStatus(response, 403, 'Forbidden', 'forbidden: User "operator" cannot get path "/version"')
    else if (!answerOpening(request, response)) sendStatus(response, 404, 'NotFound', 'no such thing')
  }

  it('does not keep a cluster closed', async () => {
    const server = await serve(withoutVersion)
    const connection = await createKubeConnection(optionsFor(server))
    closing.push(() => connection.close())
    expect(connection).toMatchObject({ version: '', user: 'operator' })
    const { text, version } = await testConnection(optionsFor(server))
    expect(version).toBe('')
    expect(text).toMatch(/^Kubernetes \(version not told\) answers in \d+ ms; you are operator\.$/)
  })

  it('needs a refusal as Kubernetes gives it: a server that knows no path at all is none', async () => {
    const server = await serve((_, response) => sendText(response, 404, '404 page not found\n'))
    expect((await failureFrom(testConnection(optionsFor(server)))).code).toBe('notFound')
  })
})

describe.skipIf(process.platform === 'win32')('the login plugin', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foreign-answers-'))
    const credential = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$(wc -l < ${folder}/runs)'"}}`
    await writeFile(join(folder, 'plugin'), `#!/bin/sh\necho run >> ${folder}/runs\necho '${credential}'\n`)
    await chmod(join(folder, 'plugin'), 0o755)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const withPlugin = (): OpenTestOptions => ({
    user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: join(folder, 'plugin') } },
    connect: { approvals: { isApproved: () => true, isProxyApproved: () => false } }
  })
  const runs = async (): Promise<number> => (await readFile(join(folder, 'runs'), 'utf8')).trim().split('\n').length
  const services = {
    apiVersion: 'v1',
    kind: 'ServiceList',
    metadata: { resourceVersion: '1' },
    items: [{ metadata: { namespace: 'monitoring', name: 'prometheus', uid: 'p' }, spec: { ports: [{ port: 9090 }] } }]
  }
  const withPrometheus =
    (refuse: (response: ServerResponse) => void): Answer =>
    (request, response) => {
      if (request.url?.includes('/proxy/')) refuse(response)
      else sendJson(response, services)
    }

  it.each([
    ['401 in text', (response: ServerResponse) => sendText(response, 401, 'Unauthorized\n'), 401],
    ['401 as a page', (response: ServerResponse) => sendPage(response, 401), 401],
    ['401 in JSON', (response: ServerResponse) => sendJson(response, { error: 'unauthenticated' }, 401), 401],
    ['403 in text', (response: ServerResponse) => sendText(response, 403, 'Forbidden\n'), 403]
  ])('is not run for a Prometheus with a sign-in of its own: %s', async (_, refuse, status) => {
    const { connection, links } = await open(withPrometheus(refuse), withPlugin())
    for (let poll = 0; poll < 3; poll += 1) {
      const found = await findPrometheus(connection.reader)
      expect(found).toMatchObject({
        state: 'unreachable',
        failure: {
          message: `Prometheus (monitoring/prometheus:9090) wants a sign-in of its own (${status}), which the API server does not pass on.`
        }
      })
      expect(found.state === 'unreachable' && found.failure.grant).toBeUndefined()
    }
    expect(await runs()).toBe(1)
    expect(links.at(-1)?.state).toBe('ok')
  })

  it('is run when the API server itself refuses on the way to Prometheus', async () => {
    const { connection } = await open(
      withPrometheus((response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized')),
      withPlugin()
    )
    expect(await findPrometheus(connection.reader)).toMatchObject({
      failure: { message: expect.stringContaining('does not accept these credentials') }
    })
    expect(await runs()).toBe(2)
  })

  it('is run once for a gateway that answers new credentials with the same page', async () => {
    let isAway = true
    const { connection } = await open((_, response) => {
      if (isAway) sendPage(response, 401)
      else sendJson(response, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', uid: 'u' } })
    }, withPlugin())
    for (let poll = 0; poll < 3; poll += 1)
      expect((await failureFrom(connection.reader.get(deployment))).code).toBe('notKubernetes')
    expect(await runs()).toBe(2)
    isAway = false
    expect((await connection.reader.get(deployment)).metadata.name).toBe('cart')
  })
})
