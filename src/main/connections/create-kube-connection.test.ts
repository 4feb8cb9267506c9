import { afterEach, describe, expect, it } from 'vitest'
import type { LinkView } from '../../contract/index.ts'
import { FailureError } from '../../contract/index.ts'
import { kubePath } from '../lib/kube-path.ts'
import type { OpenKubeConnection } from './create-kube-connection.ts'
import { createKubeConnection, testConnection } from './create-kube-connection.ts'
import type { Exchange } from './exchange.ts'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer,
  type Answer,
  type TestServer
} from './testing/tls-server.ts'

const deployment = kubePath({
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  namespace: 'shop',
  name: 'checkout'
})
const checkout = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'checkout', namespace: 'shop', uid: 'u1' }
}

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

interface Opened {
  readonly server: TestServer
  readonly connection: OpenKubeConnection
  readonly exchanges: Exchange[]
  readonly links: LinkView[]
}

async function open(answer: Answer, user?: object, cluster?: object): Promise<Opened> {
  const server = await startTlsServer((request, response, body) => {
    if (!answerOpening(request, response)) answer(request, response, body)
  })
  closing.push(() => server.close())
  const exchanges: Exchange[] = []
  const links: LinkView[] = []
  const connection = await createKubeConnection({
    kubeconfig: kubeconfigFor(server, user, cluster),
    context: 'test',
    environmentName: 'staging',
    version: '0.1.0',
    env: {},
    approvals: { isApproved: () => false },
    onExchange: (exchange) => exchanges.push(exchange),
    onLink: (link) => links.push(link)
  })
  closing.push(() => connection.close())
  return { server, connection, exchanges, links }
}

async function failureFrom(promise: Promise<unknown>) {
  const error = await promise.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown
  )
  if (error instanceof FailureError) return error.failure
  throw error
}

describe('opening a connection', () => {
  it('says who we are, which server it is and how it answers', async () => {
    const { connection, server, links } = await open((_, response) => sendStatus(response, 404, 'NotFound', 'no'))
    expect(connection.user).toBe('operator')
    expect(connection.version).toBe('v1.36.3')
    expect(connection.identity).toMatch(/^uid-kube-system https:\/\/127\.0\.0\.1:\d+ ca:[0-9a-f]{64}$/)
    expect(links.at(-1)).toMatchObject({ id: 'apiServer', state: 'ok' })
    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': 'backout/0.1.0',
      authorization: 'Bearer secret-token'
    })
  })

  it('calls a sign-in page what it is', async () => {
    const server = await startTlsServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<html>Please sign in</html>')
    })
    closing.push(() => server.close())
    const failure = await failureFrom(
      testConnection({
        kubeconfig: kubeconfigFor(server),
        context: 'test',
        environmentName: 'e',
        version: '0',
        env: {},
        approvals: { isApproved: () => false }
      })
    )
    expect(failure).toMatchObject({ code: 'notKubernetes' })
    expect(failure.message).toContain('text/html')
  })
})

describe('reading', () => {
  it('returns the object untouched and records it when it has a command line', async () => {
    const { connection, exchanges } = await open((_, response) =>
      sendJson(response, { ...checkout, spec: { unknown: [1] } })
    )
    const command = 'kubectl --context test -n shop get deployment checkout -o json'
    expect(await connection.reader.get(deployment, { command })).toEqual({ ...checkout, spec: { unknown: [1] } })
    expect(exchanges).toMatchObject([
      { command, status: 200, label: 'read', request: { method: 'GET', path: deployment } }
    ])
  })

  it('names verb, resource, namespace and user of a refusal, and the smallest grant', async () => {
    const { connection } = await open((_, response) =>
      sendStatus(
        response,
        403,
        'Forbidden',
        'deployments.apps "checkout" is forbidden: User "operator" cannot get resource "deployments"'
      )
    )
    const failure = await failureFrom(connection.reader.get(deployment))
    expect(failure).toMatchObject({
      code: 'forbidden',
      address: {
        verb: 'get',
        resource: 'deployments',
        group: 'apps',
        namespace: 'shop',
        name: 'checkout',
        user: 'operator',
        status: 403,
        environment: 'staging'
      }
    })
    expect(failure.grant).toContain('resourceNames: [checkout]')
  })
})
