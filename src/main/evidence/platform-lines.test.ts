import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer,
  type TestServer
} from '../connections/testing/tls-server.ts'
import { createKubeConnection, type OpenKubeConnection } from '../connections/index.ts'
import { redactDeep } from '../lib/redact.ts'
import type { KubeObject } from '../ports/kube.ts'
import { collectEvidence } from './collect.ts'
import { platformLines } from './platform-lines.ts'
import { podMetrics } from './pod-metrics.ts'

const about = { namespace: 'shop', names: ['cart', 'cart-0'] }
const istiod: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istiod', namespace: 'istio-system', uid: 'u' },
  spec: { selector: { matchLabels: { app: 'istiod', 'istio.io/rev': 'default' } } }
}
const log = [
  '2026-03-01T02:00:00Z info ads Push debounce stable[1] 1 for config VirtualService/shop/cart: 100ms',
  '2026-03-01T02:00:01Z info ads Push debounce stable[2] 1 for config VirtualService/pay/ledger: 100ms',
  '2026-03-01T02:00:02Z warn cart.shop.svc: password=hunter2-hunter2 refused'
].join('\n')

let server: TestServer
let connection: OpenKubeConnection

beforeAll(async () => {
  server = await startTlsServer((request, response) => {
    if (answerOpening(request, response)) return
    const { pathname } = new URL(request.url ?? '', 'https://server')
    if (pathname === '/api/v1/namespaces/istio-system/pods')
      sendJson(response, {
        apiVersion: 'v1',
        kind: 'PodList',
        metadata: { resourceVersion: '1' },
        items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'istiod-1', namespace: 'istio-system', uid: 'p' } }]
      })
    else if (pathname.endsWith('/istiod-1/log')) response.writeHead(200, { 'content-type': 'text/plain' }).end(log)
    else if (pathname === '/api/v1/namespaces/shop/pods/http:cart-0:15020/proxy/stats/prometheus')
      response.writeHead(200, { 'content-type': 'text/plain' }).end('up 1\n')
    else if (pathname.endsWith('/proxy/metrics'))
      sendStatus(response, 403, 'Forbidden', 'pods "http:cart-1:8080" is forbidden: cannot get resource "pods/proxy"')
    else sendStatus(response, 404, 'NotFound', 'not found')
  })
  connection = await createKubeConnection({
    kubeconfig: kubeconfigFor(server),
    context: 'test',
    environmentName: 'staging',
    version: '0',
    env: {},
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
})

afterAll(async () => {
  connection.close()
  await server.close()
})

const of = () => ({ reader: connection.reader, context: 'test', redacted: (value: unknown) => redactDeep(value) })

it('keeps what istiod wrote about this service, counts the rest, and hides what looks like a credential', async () => {
  const source = platformLines({ name: 'istiod', title: 'istiod', deployments: [istiod] }, about, of())
  expect(source.command).toBe(
    'kubectl --context test -n istio-system logs -l app=istiod,istio.io/rev=default --tail=2000 --since=3600s --timestamps'
  )
  const { files, leftOut } = await collectEvidence([source], 5_000)
  expect(leftOut).toEqual([])
  const lines = files[0]?.text.trim().split('\n') ?? []
  expect(lines).toHaveLength(3)
  expect(lines[0]).toBe('# istiod-1: 2 of 3 lines are about this service')
  expect(lines[1]).toContain('VirtualService/shop/cart')
  expect(files[0]?.text).not.toMatch(/hunter2|ledger/)
  expect(server.requests.map(({ url }) => url).find((url) => url?.includes('/log'))).toContain('tailLines=2000')
})

it('says that a controller was not found', async () => {
  const source = platformLines({ name: 'flagger', title: 'Flagger', deployments: [] }, about, of())
  expect((await collectEvidence([source], 5_000)).leftOut).toEqual(['flagger.log: Flagger was not found.'])
})

const pod = (name: string, annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: name, annotations },
  spec: { containers: [{ name: 'app', ports: [{ name: 'http', containerPort: 8080 }] }] }
})

it('asks the pods for their own metrics where Prometheus would, and names what it may not read', async () => {
  const sources = podMetrics(
    [
      pod('cart-0', { 'prometheus.io/port': '15020', 'prometheus.io/path': '/stats/prometheus' }),
      pod('cart-1'),
      pod('cart-2', { 'prometheus.io/port': '15020', 'prometheus.io/path': '/../../quit?now' })
    ],
    of()
  )
  expect(sources.map(({ command }) => command)).toEqual([
    'kubectl --context test get --raw /api/v1/namespaces/shop/pods/http:cart-0:15020/proxy/stats/prometheus',
    'kubectl --context test get --raw /api/v1/namespaces/shop/pods/http:cart-1:8080/proxy/metrics',
    ''
  ])
  const { files, leftOut } = await collectEvidence(sources, 5_000)
  expect(files.map(({ path, text }) => [path, text])).toEqual([['pod-metrics/cart-0.txt', 'up 1\n']])
  expect(leftOut[0]).toMatch(/^pod-metrics\/cart-1\.txt: .*forbidden/i)
  expect(leftOut[1]).toBe('pod-metrics/cart-2.txt: it says no port that could be asked.')
})
