import { afterEach, describe, expect, it } from 'vitest'
import type { WireRequest } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { failureFrom, openTest, type OpenedTest } from './testing/open-connection.ts'
import { sendJson } from './testing/tls-server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A server that carries out whatever reaches it, as what stands behind a proxy does. */
async function open(): Promise<OpenedTest & { readonly carriedOut: () => number }> {
  const opened = await openTest((_, response) => sendJson(response, {}))
  closing.push(opened.close)
  const asked = opened.server.requests.length
  return { ...opened, carriedOut: () => opened.server.requests.length - asked }
}

const gate = kubePath({
  group: '',
  version: 'v1',
  resource: 'services',
  namespace: 'test',
  proxy: { scheme: 'http', service: 'loadtester', port: '80', path: '/gate/open' }
})
const handedOn = [
  gate,
  '/api/v1/namespaces/test/services/loadtester/proxy',
  '/api/v1/namespaces/test/services/loadtester/%70roxy/gate/open',
  '/api/v1/namespaces/test/services/loadtester/proxy%2Fgate/open',
  '/api/v1/namespaces/test/pods/web-1:8080/proxy/quit',
  '/api/v1/nodes/worker-1:10250/proxy/run',
  '/api/v1/proxy/namespaces/test/services/loadtester/gate/open',
  '/api/v1/namespaces/test/pods/web-1/exec',
  '/api/v1/namespaces/test/pods/web-1/attach',
  '/api/v1/namespaces/test/pods/web-1/portforward',
  '/apis/subresources.kubevirt.io/v1/namespaces/test/virtualmachineinstances/vm/restart',
  '/healthz'
]
const toBackend = (path: string): WireRequest => ({ method: 'POST', path, query: {}, body: '{}' })
const send = { attemptId: 'a', abort: new AbortController().signal }

describe('a dry run', () => {
  it.each(handedOn)('of %s is refused, because it would be carried out', async (path) => {
    const { connection, carriedOut } = await open()
    expect((await failureFrom(connection.reader.preview(toBackend(path)))).message).toContain('would be carried out')
    const dry = { ...toBackend(path), query: { dryRun: 'All' } }
    expect((await failureFrom(connection.writer.send(dry, send))).message).toContain('would be carried out')
    expect(carriedOut()).toBe(0)
  })

  it.each([
    '/apis/apps/v1/namespaces/test/deployments/proxy',
    '/apis/apps/v1/namespaces/proxy/deployments/exec/scale',
    '/apis/flagger.app/v1beta1/namespaces/test/canaries/web/status'
  ])('of %s is sent: only the names look like it', async (path) => {
    const { connection, carriedOut } = await open()
    expect((await connection.reader.preview({ ...toBackend(path), method: 'PATCH' })).status).toBe(200)
    expect(carriedOut()).toBe(1)
  })

  it('is what is refused: a change that is meant is passed on', async () => {
    const { connection, carriedOut } = await open()
    expect((await connection.writer.send(toBackend(gate), send)).status).toBe(200)
    expect(carriedOut()).toBe(1)
  })

  it('of a deletion says so in its options, beside which the server reads no query', async () => {
    const { connection, server } = await open()
    const path = '/api/v1/namespaces/test/pods/web-1'
    const options = { propagationPolicy: 'Orphan', preconditions: { uid: 'u' } }
    const request = { method: 'DELETE', path, query: {}, contentType: 'application/json' } as const
    await connection.reader.preview({ ...request, body: JSON.stringify(options) })
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toEqual({ ...options, dryRun: ['All'] })
    await connection.reader.preview({ method: 'DELETE', path, query: {} })
    expect(server.requests.at(-1)).toMatchObject({ url: `${path}?dryRun=All`, body: '' })
    const { message } = await failureFrom(connection.reader.preview({ ...request, body: 'propagationPolicy=Orphan' }))
    expect(message).toContain('would be carried out')
  })
})
