import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { asFailure, FailureError, type PrometheusTarget } from '../../../contract/index.ts'
import { apiAddress } from '../kubernetes/api-address.ts'
import { kubeFailure } from '../kubernetes/kube-failure.ts'
import type { KubeReader } from '../../ports/kube.ts'
import { findPrometheus } from './find-prometheus.ts'
import { createPrometheus } from './prometheus.ts'
import { createServiceMetrics } from './service-metrics.ts'

const target: PrometheusTarget = {
  namespace: 'monitoring',
  service: 'prometheus',
  port: '9090',
  scheme: 'http',
  foundBy: 'name'
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void

/** A reader over plain HTTP to a server that stands for the API server with its service proxy. */
async function readerTo(answer: Answer): Promise<KubeReader> {
  const server = createServer((request, response) =>
    answer(request, response, new URL(request.url ?? '', 'http://x.invalid'))
  )
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const raw: KubeReader['raw'] = async (path, options = {}) => {
    const query = new URLSearchParams(options.query).toString()
    const answered = await fetch(`${base}${path}?${query}`)
    const body = await answered.text()
    if (!answered.ok)
      throw new FailureError(
        kubeFailure({ address: apiAddress('GET', path), status: answered.status, body, environment: 'e', user: 'ann' })
      )
    return { status: answered.status, headers: {}, body, serverAt: null, durationMs: 1 }
  }
  const unused = (): never => {
    throw new Error('not used')
  }
  return {
    raw,
    async list(path, options) {
      const list = JSON.parse((await raw(path, options)).body)
      return { resourceVersion: '1', items: list.items }
    },
    get: unused,
    preview: unused,
    review: unused,
    watch: unused
  }
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

type Samples = readonly (readonly [Readonly<Record<string, string>>, string])[]

function vector(...samples: Samples): object {
  const result = samples.map(([metric, value]) => ({ metric, value: [1_700_000_000, value] }))
  return { status: 'success', data: { resultType: 'vector', result } }
}

async function failureFrom(promise: Promise<unknown>) {
  return promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => asFailure(error)
  )
}

describe('asking Prometheus', () => {
  it('goes through the service proxy and reads typed samples', async () => {
    let asked: URL | undefined
    const reader = await readerTo((_, response, url) => {
      asked = url
      json(response, vector([{ a: 'x' }, '0.5'], [{ a: 'y' }, 'NaN'], [{ a: 'z' }, '+Inf']))
    })
    const samples = await createPrometheus(reader, target).query('up{a="b&c"}', '2026-01-01T00:00:00.500Z')
    expect(samples).toEqual([
      { labels: { a: 'x' }, at: '2023-11-14T22:13:20.000Z', value: 0.5 },
      { labels: { a: 'y' }, at: '2023-11-14T22:13:20.000Z', value: null },
      { labels: { a: 'z' }, at: '2023-11-14T22:13:20.000Z', value: Infinity }
    ])
    expect(asked?.pathname).toBe('/api/v1/namespaces/monitoring/services/http:prometheus:9090/proxy/api/v1/query')
    expect(asked?.searchParams.get('query')).toBe('up{a="b&c"}')
    expect(asked?.searchParams.get('time')).toBe('1767225600.5')
  })

  it.each([
    [
      'a refused query',
      422,
      { status: 'error', errorType: 'execution', error: 'no such function' },
      'invalid',
      'no such function'
    ],
    [
      'a time-out',
      503,
      { status: 'error', errorType: 'timeout', error: 'query timed out' },
      'server',
      'query timed out'
    ],
    [
      'a Service without pods',
      503,
      { kind: 'Status', message: 'no endpoints available for service' },
      'server',
      'no endpoints'
    ],
    [
      'a refusal',
      403,
      { kind: 'Status', message: 'forbidden: User "ann" cannot get resource "services/proxy"' },
      'forbidden',
      'services/proxy'
    ]
  ])('says what went wrong: %s', async (_, status, body, code, told) => {
    const links: string[] = []
    const reader = await readerTo((_request, response) => json(response, body, status))
    const failure = await failureFrom(
      createPrometheus(reader, target, { onLink: ({ state }) => links.push(state) }).query('up')
    )
    expect(failure).toMatchObject({ code, message: expect.stringContaining(told) })
    expect(failure.message).toContain('Prometheus (monitoring/prometheus:9090)')
    expect(links).toEqual(['failing'])
  })

  it.each([
    ['HTML', '<html>'],
    ['an error with status 200', '{"status":"error"}'],
    ['a scalar', '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}'],
    [
      'a value that is no number',
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"many"]}]}}'
    ],
    ['a sample without a value', '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}'],
    ['no result', '{"status":"success","data":{"resultType":"vector"}}']
  ])('is a failure, never a zero: %s', async (_, body) => {
    const reader = await readerTo((_request, response) => response.end(body))
    expect(['server', 'notFound']).toContain((await failureFrom(createPrometheus(reader, target).query('up'))).code)
  })
})

const seen = { reporter: 'destination', destination_workload: 'checkout', destination_service_name: 'checkout' }
const called = { ...seen, reporter: 'source' }

async function signalsOf(rates: Samples, p95: Samples = []) {
  const reader = await readerTo((_, response, url) =>
    json(response, url.searchParams.get('query')?.startsWith('histogram_quantile') ? vector(...p95) : vector(...rates))
  )
  const metrics = createServiceMetrics(createPrometheus(reader, target), {
    now: () => new Date('2026-01-01T00:00:00Z')
  })
  const {
    errorRatio,
    availability,
    p95: latency,
    requestRate
  } = await metrics.service({ namespace: 'shop', name: 'checkout' })
  return {
    errorRatio: errorRatio.measure,
    availability: availability.measure,
    p95: latency.measure,
    requestRate: requestRate.measure
  }
}

describe('the signals of a service', () => {
  it('are computed from both sides of the mesh', async () => {
    const signals = await signalsOf(
      [
        [{ ...seen, response_code: '200' }, '90'],
        [{ ...seen, response_code: '503' }, '10'],
        [{ ...called, response_code: '200' }, '95'],
        [{ ...called, response_code: '500' }, '5']
      ],
      [[{ destination_workload: 'checkout' }, '612.5']]
    )
    const observedAt = '2026-01-01T00:00:00.000Z'
    expect(signals).toEqual({
      errorRatio: { state: 'known', value: 0.1, observedAt },
      availability: { state: 'known', value: 0.95, observedAt },
      p95: { state: 'known', value: 612.5, observedAt },
      requestRate: { state: 'known', value: 100, observedAt }
    })
  })

  it('are all errors when nothing but errors is left, not "no data"', async () => {
    expect((await signalsOf([[{ ...seen, response_code: '500' }, '3']])).errorRatio).toMatchObject({
      state: 'known',
      value: 1
    })
  })

  it('are no errors when there is traffic without an error series', async () => {
    expect((await signalsOf([[{ ...seen, response_code: '200' }, '3']])).errorRatio).toMatchObject({
      state: 'known',
      value: 0
    })
  })

  it('count requests that reached no pod, which only callers see', async () => {
    const lost = {
      reporter: 'source',
      destination_workload: 'unknown',
      destination_service_name: 'checkout',
      response_code: '503'
    }
    const signals = await signalsOf([
      [{ ...called, response_code: '200' }, '6'],
      [{ ...seen, response_code: '200' }, '6'],
      [lost, '4']
    ])
    expect(signals.errorRatio).toMatchObject({ state: 'known', value: 0.4 })
    expect(signals.availability).toMatchObject({ state: 'known', value: 0.6 })
  })

  it('count gRPC failures, which are HTTP 200', async () => {
    const grpc = { ...seen, response_code: '200' }
    const signals = await signalsOf([
      [{ ...grpc, grpc_response_status: '0' }, '3'],
      [{ ...grpc, grpc_response_status: '5' }, '3'],
      [{ ...grpc, grpc_response_status: '14' }, '2']
    ])
    expect(signals.errorRatio).toMatchObject({ state: 'known', value: 0.25 })
  })

  it.each([
    ['no series', []],
    ['series that stand still', [[{ ...seen, response_code: '200' }, '0']]],
    ['less than one request a minute', [[{ ...seen, response_code: '500' }, '0.01']]],
    ['NaN', [[{ ...seen, response_code: '200' }, 'NaN']]]
  ] as const)('are unknown, never healthy, with %s', async (_, rates) => {
    const signals = await signalsOf([...rates], [[{ destination_workload: 'checkout' }, 'NaN']])
    for (const measure of [signals.errorRatio, signals.availability, signals.p95])
      expect(measure).toMatchObject({ state: 'unknown', why: 'noTraffic' })
  })
})

describe('finding Prometheus', () => {
  const service = (
    namespace: string,
    name: string,
    labels = {},
    ports: readonly object[] = [{ name: 'web', port: 9090 }]
  ) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name, uid: `${namespace}/${name}`, labels },
    spec: { ports }
  })
  const answers =
    (services: readonly object[], proxied: Answer): Answer =>
    (request, response, url) => {
      if (url.pathname.includes('/proxy/')) proxied(request, response, url)
      else json(response, { items: services })
    }

  it.each([
    [[service('default', 'web'), service('monitoring', 'prometheus-k8s')], 'monitoring/prometheus-k8s:9090'],
    [
      [
        service('tools', 'metrics', { 'app.kubernetes.io/name': 'prometheus' }, [
          { name: 'reloader', port: 8080 },
          { name: 'http-web', port: 80 }
        ])
      ],
      'tools/metrics:80'
    ],
    [[service('shop', 'prometheus'), service('istio-system', 'prometheus')], 'istio-system/prometheus:9090'],
    [
      [
        service('monitoring', 'prometheus-alertmanager', { app: 'prometheus' }),
        service('monitoring', 'prometheus-server', { app: 'prometheus' }, [{ port: 80 }])
      ],
      'monitoring/prometheus-server:80'
    ]
  ])('takes the usual one that answers', async (services, expected) => {
    const reader = await readerTo(answers(services, (_, response) => json(response, vector([{}, '1']))))
    const found = await findPrometheus(reader)
    expect(found.state === 'value' && `${found.value.namespace}/${found.value.service}:${found.value.port}`).toBe(
      expected
    )
  })

  it('goes on to the next when the first does not answer', async () => {
    const services = [service('monitoring', 'prometheus'), service('shop', 'prometheus')]
    const reader = await readerTo(
      answers(services, (_, response, url) => {
        if (url.pathname.includes('/monitoring/')) response.end('<html>not me</html>')
        else json(response, vector([{}, '1']))
      })
    )
    expect(await findPrometheus(reader)).toMatchObject({ state: 'value', value: { namespace: 'shop' } })
  })

  it('tells absent, forbidden and not answering apart', async () => {
    const services = [service('monitoring', 'prometheus')]
    const forbidden = { kind: 'Status', message: 'services is forbidden: User "ann" cannot list resource "services"' }
    const states = await Promise.all(
      [
        answers([], () => undefined),
        answers(services, (_, response) => json(response, forbidden, 403)),
        answers(services, (_, response) => json(response, { kind: 'Status', message: 'no endpoints' }, 503))
      ].map(async (answer) => findPrometheus(await readerTo(answer)))
    )
    expect(states.map(({ state }) => state)).toEqual(['absent', 'forbidden', 'unreachable'])
    expect(states[1]).toMatchObject({ failure: { grant: expect.stringContaining('services/proxy') } })
  })

  it('looks into the usual namespaces where all Services may not be listed', async () => {
    const reader = await readerTo((_, response, url) => {
      if (url.pathname.includes('/proxy/')) json(response, vector([{}, '1']))
      else if (url.pathname.includes('/namespaces/shop/')) json(response, { items: [service('shop', 'prometheus')] })
      else json(response, { kind: 'Status', message: 'forbidden' }, 403)
    })
    expect(await findPrometheus(reader, { preferNamespace: 'shop' })).toMatchObject({
      state: 'value',
      value: { namespace: 'shop' }
    })
    expect(await findPrometheus(reader)).toMatchObject({ state: 'forbidden' })
  })

  it('asks only the one that the operator set', async () => {
    const reader = await readerTo((_, response, url) => {
      if (url.pathname.includes('/proxy/')) json(response, vector([{}, '1']))
      else response.destroy()
    })
    const override = { namespace: 'x', service: 'thanos', port: 'http', scheme: 'http' } as const
    expect(await findPrometheus(reader, { override })).toMatchObject({
      state: 'value',
      value: { ...override, foundBy: 'operator' }
    })
  })
})
