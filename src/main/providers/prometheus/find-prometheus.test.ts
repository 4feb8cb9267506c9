import { afterEach, describe, expect, it } from 'vitest'
import { findPrometheus } from './find-prometheus.ts'
import { prometheusName } from './prometheus-name.ts'
import { closeServers, json, readerTo, vector, type Answer } from './testing/proxied-prometheus.ts'

afterEach(closeServers)

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
    expect(found.state === 'value' && prometheusName(found.value.target)).toBe(expected)
  })

  it('goes on to the next when the first does not answer', async () => {
    const services = [service('monitoring', 'prometheus'), service('shop', 'prometheus')]
    const reader = await readerTo(
      answers(services, (_, response, url) => {
        if (url.pathname.includes('/monitoring/')) response.end('<html>not me</html>')
        else json(response, vector([{}, '1']))
      })
    )
    expect(await findPrometheus(reader)).toMatchObject({ state: 'value', value: { target: { namespace: 'shop' } } })
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
      value: { target: { namespace: 'shop' } }
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
      value: { target: { ...override, foundBy: 'operator' } }
    })
  })

  it('takes the one that has the metrics of the mesh', async () => {
    const services = [service('monitoring', 'prometheus'), service('istio-system', 'prometheus')]
    const asked: string[] = []
    const reader = await readerTo(
      answers(services, (_, response, url) => {
        asked.push(url.searchParams.get('query') ?? '')
        json(response, url.pathname.includes('/istio-system/') ? vector([{}, '12']) : vector())
      })
    )
    expect(await findPrometheus(reader)).toMatchObject({
      state: 'value',
      value: { target: { namespace: 'istio-system' } }
    })
    expect(asked.filter((query) => query.includes('istio'))).toEqual([
      'count(istio_requests_total)',
      'count(istio_requests_total)'
    ])
  })

  it('says that none of them has any', async () => {
    const services = [service('monitoring', 'prometheus'), service('istio-system', 'prometheus')]
    const reader = await readerTo(answers(services, (_, response) => json(response, vector())))
    expect(await findPrometheus(reader)).toMatchObject({
      state: 'absent',
      reason:
        'monitoring/prometheus:9090 and istio-system/prometheus:9090 have no metrics of requests: nothing named istio_requests_total, response_total, nginx_ingress_controller_requests, envoy_cluster_upstream_rq_xx, grpc_server_handled_total, http_requests_total.'
    })
    const override = { namespace: 'x', service: 'thanos', port: 'http', scheme: 'http' } as const
    expect(await findPrometheus(reader, { override })).toMatchObject({
      state: 'absent',
      reason: expect.stringContaining('x/thanos:http has no metrics of requests')
    })
  })

  it('says that one of them may not be asked rather than that the other has none', async () => {
    const services = [service('monitoring', 'prometheus'), service('istio-system', 'prometheus')]
    const forbidden = { kind: 'Status', message: 'forbidden: User "ann" cannot get resource "services/proxy"' }
    const reader = await readerTo(
      answers(services, (_, response, url) => {
        if (url.pathname.includes('/istio-system/')) json(response, forbidden, 403)
        else json(response, vector())
      })
    )
    expect(await findPrometheus(reader)).toMatchObject({ state: 'forbidden' })
  })

  describe('below a path', () => {
    const below = '/select/0/prometheus'
    const served: Answer = (_, response, url) => {
      if (url.pathname.includes(`/proxy${below}/api/v1/query`)) json(response, vector([{}, '3']))
      else response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n')
    }
    const override = { namespace: 'monitoring', service: 'vmselect', port: '8481', scheme: 'http' } as const

    it('is asked there', async () => {
      const reader = await readerTo(answers([], served))
      expect(await findPrometheus(reader, { override: { ...override, path: below } })).toMatchObject({
        state: 'value',
        value: { target: { path: below } }
      })
    })

    it.each([
      ['nothing there', served, 'has nothing at /api/v1/query'],
      [
        'a redirect',
        ((_, response) => response.writeHead(302, { location: '/prometheus/' }).end()) as Answer,
        'answers with a redirect at /api/v1/query'
      ]
    ])('is named as the way out where there is %s', async (_, proxied, words) => {
      const reader = await readerTo(answers([], proxied))
      expect(await findPrometheus(reader, { override })).toMatchObject({
        state: 'absent',
        reason: expect.stringMatching(new RegExp(`${words}; it may be served below a path, such as /prometheus`)),
        remedy: 'Set its path beside where Prometheus is.'
      })
    })

    it('is to be corrected where it is wrong', async () => {
      const reader = await readerTo(answers([], served))
      expect(await findPrometheus(reader, { override: { ...override, path: '/prom' } })).toMatchObject({
        state: 'absent',
        reason: expect.stringContaining('has nothing at /prom/api/v1/query'),
        remedy: expect.stringContaining('Correct the path /prom')
      })
    })

    it('is not what is missing where there is no such Service', async () => {
      const gone = { kind: 'Status', message: 'services "vmselect" not found' }
      const reader = await readerTo(answers([], (_, response) => json(response, gone, 404)))
      expect(await findPrometheus(reader, { override })).toMatchObject({
        state: 'absent',
        reason: expect.stringContaining('services "vmselect" not found')
      })
    })
  })
})
