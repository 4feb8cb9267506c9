import { expect, onTestFinished, test } from 'vitest'
import { createKubeConnection } from '../../connections/index.ts'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer
} from '../../connections/testing/tls-server.ts'
import { createClock } from '../../lib/clock.ts'
import { readRoutes } from './read-routes.ts'

const discovery = '/apis/gateway.networking.k8s.io/'

/** Everything may be listed but HTTPRoutes, which an API server forbids whether or not there are any. */
async function connectionTo(isInstalled: boolean) {
  const server = await startTlsServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'https://x.invalid')
    if (answerOpening(request, response)) return
    if (pathname.startsWith(discovery) && pathname.split('/').length === 4) {
      if (!isInstalled) return sendStatus(response, 404, 'NotFound', 'not found')
      const resources = [{ name: 'httproutes' }]
      return sendJson(response, { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'x/v1', resources })
    }
    if (pathname.endsWith('/httproutes')) return sendStatus(response, 403, 'Forbidden', 'httproutes is forbidden')
    const [, root, group = '', version = ''] = pathname.split('/')
    const kind = `${(pathname.split('/').at(-1) ?? '').replace(/s$/, '')}List`
    const apiVersion = root === 'api' ? group : `${group}/${version}`
    sendJson(response, { kind, apiVersion, metadata: { resourceVersion: '1' }, items: [] })
  })
  onTestFinished(() => server.close())
  const connection = await createKubeConnection({
    kubeconfig: kubeconfigFor(server),
    context: 'test',
    environmentName: 'here',
    version: '0',
    env: {},
    clock: createClock(null),
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
  onTestFinished(() => connection.close())
  return connection
}

const abort = new AbortController().signal

test('a kind that is forbidden because it is not installed is none', async () => {
  const { reader } = await connectionTo(false)
  expect(await readRoutes(reader, 'shop', abort)).toMatchObject({ routes: [], unread: [] })
})

test('a kind that is installed and may not be read here is a failure that names it', async () => {
  const { reader } = await connectionTo(true)
  await expect(readRoutes(reader, 'shop', abort)).rejects.toThrow(/httproutes/)
})
