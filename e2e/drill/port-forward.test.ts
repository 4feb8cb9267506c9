import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFile } from 'node:fs/promises'
import { asFailure, type ServicePrometheus } from '../../src/contract/index.ts'
import { createKubeConnection, type OpenKubeConnection } from '../../src/main/connections/index.ts'
import type { Exchange } from '../../src/main/connections/exchange.ts'
import { serveDrill, type ServedDrill } from '../../src/main/drill/serve.ts'
import { createPrometheus, findPrometheus, throughPortForward } from '../../src/main/providers/prometheus/index.ts'

const query = 'count(istio_requests_total)'

describe('Prometheus of the drill, by a port-forward', () => {
  let drill: ServedDrill
  const open: OpenKubeConnection[] = []
  const exchanges: Exchange[] = []

  beforeAll(async () => {
    drill = await serveDrill({ scenario: 'bad-deploy', seed: 5, speed: 20 })
  })
  afterAll(async () => {
    for (const connection of open) connection.close()
    await drill.close()
  })

  async function connect(context: 'operator' | 'viewer'): Promise<OpenKubeConnection> {
    const connection = await createKubeConnection({
      kubeconfig: await readFile(drill.ready.kubeconfig, 'utf8'),
      context,
      environmentName: 'drill',
      version: '0.1.0',
      env: {},
      approvals: { isApproved: () => false, isProxyApproved: () => false },
      onExchange: (exchange) => void exchanges.push(exchange)
    })
    open.push(connection)
    return connection
  }

  async function targetOf({ reader }: OpenKubeConnection) {
    const found = await findPrometheus(reader)
    if (found.state !== 'value' || 'url' in found.value.target) throw new Error('the drill has no Prometheus')
    return found.value.target
  }

  it('says the same as through the service proxy, over connections that are kept', async () => {
    const connection = await connect('operator')
    const target = await targetOf(connection)
    const forwarded = createPrometheus(throughPortForward(connection, { ...target, through: 'portForward' }))
    const [sample] = await forwarded.query(query)
    expect(sample?.value).toBeGreaterThan(0)
    exchanges.length = 0
    const range = { from: new Date(Date.now() - 600_000).toISOString(), to: new Date().toISOString() }
    const [series] = await Promise.all([
      forwarded.queryRange('istio_requests_total', range.from, range.to, 15),
      ...Array.from({ length: 12 }, () => forwarded.query(query))
    ])
    expect(series.length).toBeGreaterThan(0)
    expect(exchanges, 'opened once, said once').toEqual([])
  })

  it('stands in the command log as what kubectl would do', async () => {
    const connection = await connect('operator')
    const target = await targetOf(connection)
    exchanges.length = 0
    await createPrometheus(throughPortForward(connection, target)).query(query)
    expect(exchanges).toHaveLength(1)
    expect(exchanges[0]).toMatchObject({ status: 101, request: { method: 'GET' } })
    expect(exchanges[0]?.command).toMatch(
      new RegExp(
        `^kubectl --context operator -n ${target.namespace} port-forward pod/${target.service}-\\S+ 9090:\\d+$`
      )
    )
  })

  it('is refused with the smallest Role that allows it', async () => {
    const connection = await connect('viewer')
    const target = await targetOf(connection)
    const failure = await createPrometheus(throughPortForward(connection, target))
      .query(query)
      .then(() => expect.fail('it was not refused'), asFailure)
    expect(failure).toMatchObject({ code: 'forbidden', address: { resource: 'pods/portforward', status: 403 } })
    expect(failure.message).toContain('by a port-forward: oncall-viewer may not get pods/portforward')
    expect(failure.grant).toContain('resources: [pods/portforward]\n    verbs: [get, create]')
    expect(connection.link().state).toBe('ok')
  })

  it('is taken where the service proxy may not be used, and says why', async () => {
    const connection = await connect('operator')
    const forbidden = { kind: 'error', code: 403, path: '/proxy/', times: 99 }
    const fault = { method: 'POST', body: JSON.stringify(forbidden) }
    expect((await fetch(`${drill.ready.control}/fault`, fault)).ok).toBe(true)
    const without = await findPrometheus(connection.reader)
    expect(without).toMatchObject({ state: 'forbidden', failure: { address: { resource: 'services/proxy' } } })
    const forward = (target: ServicePrometheus) => throughPortForward(connection, target)
    const found = await findPrometheus(connection.reader, { forward })
    await fetch(`${drill.ready.control}/fault`, { method: 'DELETE' })
    expect(found).toMatchObject({
      state: 'value',
      value: { target: { through: 'portForward', because: 'services/proxy may not be used' } }
    })
  })

  it('goes on by another connection, and to another pod, after the first is gone', async () => {
    const connection = await connect('operator')
    const target = await targetOf(connection)
    const forwarded = createPrometheus(throughPortForward(connection, target))
    await forwarded.query(query)
    connection.dropSockets()
    await forwarded.query(query)
    const pods = { group: '', version: 'v1', resource: 'pods' }
    const { store, simulation } = drill.world
    const [pod] = store
      .list(pods, target.namespace)
      .filter(({ metadata }) => metadata.name?.startsWith(target.service) === true)
    store.delete(pods, target.namespace, pod?.metadata.name ?? '')
    simulation.catchUp()
    // It serves on while it shuts down.
    const answersElsewhere = async (): Promise<boolean> => {
      const samples = await forwarded.query(query).catch(() => [])
      return samples.length > 0 && exchanges.at(-1)?.command.includes(pod?.metadata.name ?? '') === false
    }
    await expect.poll(answersElsewhere, { timeout: 30_000, interval: 100 }).toBe(true)
  })
})
