import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { asFailure } from '../../src/contract/index.ts'
import { createKubeConnection, type OpenKubeConnection } from '../../src/main/connections/index.ts'
import { createClock } from '../../src/main/lib/clock.ts'
import { throughPortForward } from '../../src/main/providers/prometheus/index.ts'
import { createAdmin } from './admin.ts'
import { hasBench, openBench, type Bench } from './bench.ts'
import { deployment, namespace } from './scenarios/manifests.ts'

// A port-forward as the real API server passes it on: WebSockets to KWOK's kubelet, which uses the streaming server of real kubelets
// (k8s.io/kubelet pkg/cri/streaming/portforward), and from there to a real Prometheus.

const [place, name] = ['port-forward', 'metrics']
const target = { namespace: place, service: name, port: '9090', scheme: 'http', foundBy: 'operator' } as const

describe.skipIf(!hasBench)('a port-forward through the real API server', () => {
  let bench: Bench

  beforeAll(async () => {
    bench = await openBench()
    const admin = createAdmin(bench)
    const spec = { selector: { app: name }, ports: [{ port: 9090, targetPort: 9090 }] }
    await admin.apply(namespace(place), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: place },
      spec
    })
    await admin.apply(deployment({ namespace: place, name, tag: '1.0.0', replicas: 2 }))
    await admin.kubectl(['-n', place, 'rollout', 'status', `deployment/${name}`, '--timeout=60s'])
  }, 120_000)

  async function connectedAs(user: string): Promise<OpenKubeConnection> {
    const connection = await createKubeConnection({
      kubeconfig: await readFile(bench.kubeconfigs[user] ?? '', 'utf8'),
      context: user,
      environmentName: 'here',
      version: '0',
      env: {},
      clock: createClock(null),
      approvals: { isApproved: () => false, isProxyApproved: () => false }
    })
    onTestFinished(() => connection.close())
    return connection
  }

  test('reads Prometheus through a ready pod of a Service, again and again and several at once', async () => {
    const source = throughPortForward(await connectedAs('admin'), target)
    const query = (asked: string): Promise<unknown> =>
      source.read('/api/v1/query', { query: asked }).then((body) => JSON.parse(body))
    expect(await query('vector(1)')).toMatchObject({
      status: 'success',
      data: { result: [{ value: [expect.any(Number), '1'] }] }
    })
    const many = await Promise.all(Array.from({ length: 12 }, (_, index) => query(`vector(${index})`)))
    expect(
      many.map((answer) => (answer as { data: { result: { value: string[] }[] } }).data.result[0]?.value[1])
    ).toEqual(many.map((_, index) => String(index)))
  }, 60_000)

  test('says what the node says of a port that nothing is behind', async () => {
    const connection = await connectedAs('admin')
    const { items } = await createAdmin(bench).get<{ items: { metadata: { name: string } }[] }>(
      `/api/v1/namespaces/${place}/pods`
    )
    const pod = items[0]?.metadata.name ?? ''
    const failure = await connection.forwards.get({ namespace: place, pod, port: 4444 }, '/').then(
      () => expect.fail('something answered'),
      (error: unknown) => asFailure(error)
    )
    expect(failure.message).toContain('no forward found for port 4444')
  }, 60_000)

  test('names the permission where it may not be used', async () => {
    const failure = await throughPortForward(await connectedAs('operator'), target)
      .read('/api/v1/query', { query: 'up' })
      .then(
        () => expect.fail('it was allowed'),
        (error: unknown) => asFailure(error)
      )
    expect(failure).toMatchObject({ code: 'forbidden', grant: expect.stringContaining('pods/portforward') })
  }, 60_000)
})
