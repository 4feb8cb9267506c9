import { afterEach, describe, expect, it } from 'vitest'
import { createPrometheus } from './prometheus.ts'
import { behindServiceProxy } from './prometheus-source.ts'
import { createServiceMetrics } from './service-metrics.ts'
import {
  answersOf,
  askedAt,
  closeServers,
  readerTo,
  target,
  type Mesh,
  type Samples
} from './testing/proxied-prometheus.ts'

afterEach(closeServers)

const seen = { reporter: 'destination', destination_workload: 'checkout', destination_service_name: 'checkout' }
const called = { ...seen, reporter: 'source' }

async function signalsOf(rates: Samples, p95: Samples = []) {
  return meshSignals({ rates, p95 })
}

const learned = { 600: [[{ reporter: 'destination', job: 'istio' }, '40']] } as const

async function meshSignals(mesh: Mesh, own: { readonly cluster?: string } = {}, asked?: (query: string) => void) {
  const reader = await readerTo(answersOf({ counts: learned, ...mesh }, asked))
  const metrics = createServiceMetrics(createPrometheus(behindServiceProxy(reader, { ...target, ...own })), {
    now: () => askedAt,
    limits: { errorRatio: 0.01, availability: 0.999, fewRequests: 20 }
  })
  const signals = await metrics.service({ namespace: 'shop', name: 'checkout' })
  return {
    errorRatio: signals.errorRatio.measure,
    availability: signals.availability.measure,
    p95: signals.p95.measure,
    requestRate: signals.requestRate.measure
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
    ['less than one request a minute', [[{ ...seen, response_code: '500' }, '0.01']]]
  ] as const)('are unknown, never healthy, with %s', async (_, rates) => {
    const signals = await signalsOf([...rates], [[{ destination_workload: 'checkout' }, 'NaN']])
    for (const measure of [signals.errorRatio, signals.availability, signals.p95])
      expect(measure).toMatchObject({ state: 'unknown', why: 'noTraffic' })
  })

  it.each(['NaN', '+Inf', '-3'])('are unknown where a rate is %s, whatever else is there', async (rate) => {
    const signals = await signalsOf([
      [{ ...called, response_code: '200' }, '3'],
      [{ ...called, response_code: '204' }, rate]
    ])
    for (const measure of [signals.errorRatio, signals.availability, signals.requestRate])
      expect(measure).toMatchObject({ state: 'unknown', why: 'unusable' })
  })
})

describe('requests that nobody answered', () => {
  const http = { ...called, request_protocol: 'http' }

  it('count against availability, and leave few errors without a proof', async () => {
    const signals = await signalsOf([
      [{ ...http, response_code: '200' }, '5'],
      [{ ...http, response_code: '0', response_flags: 'DC' }, '95']
    ])
    expect(signals.availability).toMatchObject({ state: 'known', value: expect.closeTo(0.05, 10) })
    expect(signals.errorRatio).toEqual({
      state: 'unknown',
      why: 'cannotTell',
      detail: '95 % of the requests got no answer, as when callers give up, so errors of 0 % prove nothing.'
    })
  })

  it.each([
    ['499, as other proxies say it', { response_code: '499' }],
    ['gRPC CANCELLED', { request_protocol: 'grpc', response_code: '200', grpc_response_status: '1' }]
  ])('are the same as %s', async (_, labels) => {
    const signals = await signalsOf([
      [{ ...http, response_code: '200' }, '50'],
      [{ ...http, ...labels }, '50']
    ])
    expect(signals.availability).toMatchObject({ state: 'known', value: 0.5 })
    expect(signals.errorRatio).toMatchObject({ why: 'cannotTell' })
  })

  it('do not hide errors that are over the limit, nor speak where they are few', async () => {
    const failing = await signalsOf([
      [{ ...http, response_code: '503' }, '30'],
      [{ ...http, response_code: '0' }, '70']
    ])
    expect(failing.errorRatio).toMatchObject({ state: 'known', value: 0.3 })
    const fine = await signalsOf([
      [{ ...http, response_code: '200' }, '999'],
      [{ ...http, response_code: '0' }, '1']
    ])
    expect(fine.errorRatio).toMatchObject({ state: 'known', value: 0 })
    expect(fine.availability).toMatchObject({ state: 'known', value: 0.999 })
  })
})

describe('series that cannot tell a failure from an answer', () => {
  it.each([
    ['no response code', { response_code: '' }],
    ['gRPC without its status', { request_protocol: 'grpc', response_code: '200', grpc_response_status: '' }],
    ['an answer that the caller broke off', { request_protocol: 'http', response_code: '200', response_flags: 'DC' }]
  ])('are unknown: %s', async (_, labels) => {
    const signals = await signalsOf([[{ ...called, ...labels }, '10']])
    for (const measure of [signals.errorRatio, signals.availability])
      expect(measure).toMatchObject({ state: 'unknown', why: 'cannotTell', detail: expect.stringContaining('100 %') })
    expect(signals.requestRate).toMatchObject({ state: 'known', value: 10 })
  })

  it.each([
    ['gRPC UNAVAILABLE', { request_protocol: 'grpc', grpc_response_status: '14' }, 1],
    ['gRPC NOT_FOUND', { request_protocol: 'grpc', grpc_response_status: '5' }, 0],
    ['a gRPC status beside HTTP', { request_protocol: 'http', grpc_response_status: '14' }, 0],
    ['an answer that the server broke off', { request_protocol: 'http', response_flags: 'UC' }, 1]
  ])('are told by protocol and flags: %s', async (_, labels, value) => {
    const { errorRatio } = await signalsOf([[{ ...called, response_code: '200', ...labels }, '10']])
    expect(errorRatio).toMatchObject({ state: 'known', value })
  })
})

describe('an ambient mesh', () => {
  const waypoint = { ...seen, reporter: 'waypoint' }

  it('is measured at its waypoint', async () => {
    const signals = await signalsOf(
      [
        [{ ...waypoint, response_code: '200' }, '7'],
        [{ ...waypoint, response_code: '503' }, '3']
      ],
      [[{ destination_workload: 'checkout' }, '183']]
    )
    expect(signals).toMatchObject({
      errorRatio: { value: 0.3 },
      availability: { value: 0.7 },
      p95: { value: 183 },
      requestRate: { value: 10 }
    })
  })

  it('is not diluted by a gateway that reports the same requests', async () => {
    const signals = await signalsOf([
      [{ ...waypoint, response_code: '503' }, '5'],
      [{ ...called, response_code: '200' }, '95']
    ])
    expect(signals.errorRatio).toMatchObject({ state: 'known', value: 1 })
  })

  it('says that a waypoint is missing where only connections are counted', async () => {
    const { errorRatio, p95 } = await meshSignals({ connections: [[{ destination_workload: 'checkout' }, '2']] })
    for (const measure of [errorRatio, p95])
      expect(measure).toMatchObject({ why: 'noSamples', detail: expect.stringContaining('waypoint') })
  })
})

describe('a rate window', () => {
  const newest = (ageSeconds: number): Samples => [
    [{ destination_workload: 'checkout' }, String(askedAt.getTime() / 1_000 - ageSeconds)]
  ]

  it.each([
    ['15 s', { 600: [[{ reporter: 'source' }, '40']] }, 60],
    ['15 s with a scrape missed', { 600: [[{ reporter: 'source' }, '39']] }, 60],
    ['60 s', { 600: [[{ reporter: 'source' }, '10']] }, 240],
    [
      'the slower of two',
      {
        600: [
          [{ reporter: 'source' }, '20'],
          [{ reporter: 'destination' }, '40']
        ]
      },
      120
    ],
    ['60 s, seen in young series', { 120: [[{ reporter: 'source' }, '2']] }, 240],
    ['nothing yet', {}, 60]
  ] as const)('follows how often series are sampled: %s', async (_, counts, seconds) => {
    const asked: string[] = []
    await meshSignals({ counts }, {}, (query) => asked.push(query))
    expect(asked.filter((query) => query.includes('rate(')).every((query) => query.includes(`[${seconds}s]`))).toBe(
      true
    )
  })

  it('is asked for once, not with every reading', async () => {
    const asked: string[] = []
    const reader = await readerTo(answersOf({ counts: learned }, (query) => asked.push(query)))
    const metrics = createServiceMetrics(createPrometheus(behindServiceProxy(reader, target)), {
      now: () => askedAt,
      limits: { errorRatio: 0.01, availability: 0.999, fewRequests: 20 }
    })
    await metrics.namespace('shop')
    await metrics.namespace('shop')
    expect(asked.filter((query) => query.includes('count_over_time'))).toHaveLength(1)
  })

  it('tells series that are sampled too rarely from no requests', async () => {
    const { errorRatio } = await meshSignals({ counts: {}, newest: newest(20) })
    expect(errorRatio).toEqual({
      state: 'unknown',
      why: 'sampledRarely',
      detail: 'Sampled too rarely for a window of 60 s.'
    })
  })

  it('says how old the newest sample is, and that one sample is too few', async () => {
    expect((await meshSignals({ newest: newest(200) })).errorRatio).toMatchObject({
      why: 'noSamples',
      detail: 'The newest sample is 3 min 20 s old, and 1 min count.'
    })
    expect((await meshSignals({ newest: newest(5) })).errorRatio).toMatchObject({
      why: 'noSamples',
      detail: 'Fewer than two samples in the last 1 min, too few for a rate.'
    })
  })

  it('is not stretched until it tells nothing', async () => {
    const rates: Samples = [[{ ...called, response_code: '200' }, '9']]
    const { errorRatio } = await meshSignals({ counts: { 600: [[{ reporter: 'source' }, '2']] }, rates })
    expect(errorRatio).toMatchObject({
      why: 'sampledRarely',
      detail: 'Sampled only every 5 min, too rarely to judge a release by.'
    })
  })
})

describe('an answer', () => {
  const rates: Samples = [[{ ...called, response_code: '200' }, '9']]

  it('that says itself that it is incomplete is not counted', async () => {
    const signals = await meshSignals({ rates, warnings: ['store zone-b: connection refused'] })
    for (const measure of Object.values(signals))
      expect(measure).toMatchObject({ why: 'partial', detail: expect.stringContaining('zone-b: connection refused') })
  })

  it('may tell something about a query', async () => {
    const warnings = ['PromQL info: input to histogram_quantile needed to be fixed for monotonicity']
    expect((await meshSignals({ rates, warnings })).errorRatio).toMatchObject({ state: 'known', value: 0 })
  })

  it.each([
    ['of the future', 120, 'stamped 2 min ahead'],
    ['that is older than its window', -90, '1 min 30 s old']
  ])('%s is not counted', async (_, seconds, words) => {
    const { errorRatio } = await meshSignals({ rates, at: new Date(askedAt.getTime() + seconds * 1_000) })
    expect(errorRatio).toMatchObject({ why: 'unusable', detail: expect.stringContaining(words) })
  })

  it('is as old as it says', async () => {
    const at = new Date(askedAt.getTime() - 20_000)
    expect((await meshSignals({ rates, at })).errorRatio).toMatchObject({ observedAt: at.toISOString() })
  })
})

describe('one Prometheus for several clusters', () => {
  const of = (labels: Readonly<Record<string, string>>, code: string) => ({ ...seen, ...labels, response_code: code })
  const east = { destination_cluster: 'east' }
  const west = { destination_cluster: 'west' }
  const both: Mesh = {
    rates: [
      [of(east, '200'), '10'],
      [of(west, '503'), '10']
    ],
    p95: [
      [{ destination_workload: 'checkout', ...east }, '100'],
      [{ destination_workload: 'checkout', ...west }, '900']
    ]
  }

  it('says nothing until it is known which one this is', async () => {
    const { errorRatio, p95 } = await meshSignals(both)
    for (const measure of [errorRatio, p95])
      expect(measure).toMatchObject({ why: 'mixedClusters', detail: expect.stringContaining('east, west') })
  })

  it('counts its own', async () => {
    const { errorRatio, p95 } = await meshSignals(both, { cluster: 'east' })
    expect([errorRatio, p95]).toMatchObject([{ value: 0 }, { value: 100 }])
  })

  it('says that a name is none of theirs', async () => {
    const { errorRatio } = await meshSignals(both, { cluster: 'esat' })
    expect(errorRatio).toMatchObject({
      why: 'mixedClusters',
      detail: expect.stringContaining('no series of the cluster esat')
    })
  })

  it('goes by the external label where both meshes have Istio’s default name', async () => {
    const name = { destination_cluster: 'Kubernetes' }
    const rates: Samples = [
      [of({ ...name, cluster: 'eu' }, '200'), '10'],
      [of({ ...name, cluster: 'us' }, '503'), '10']
    ]
    expect((await meshSignals({ rates })).errorRatio).toMatchObject({ why: 'mixedClusters' })
    expect((await meshSignals({ rates }, { cluster: 'us' })).errorRatio).toMatchObject({ value: 1 })
  })

  it('goes by the label that federation kept', async () => {
    const rates: Samples = ['eu', 'us'].map((exported_cluster) => [
      of({ exported_cluster, cluster: 'hub' }, '200'),
      '10'
    ])
    expect((await meshSignals({ rates })).errorRatio).toMatchObject({
      why: 'mixedClusters',
      detail: expect.stringContaining('eu, us')
    })
  })

  it('is one cluster where callers of one mesh are scraped elsewhere', async () => {
    const rates: Samples = [
      [of({ ...east, cluster: 'prom-a' }, '200'), '10'],
      [{ ...of({ ...east, cluster: 'prom-b' }, '200'), reporter: 'source' }, '10'],
      [
        {
          reporter: 'source',
          destination_workload: 'unknown',
          destination_service_name: 'checkout',
          destination_cluster: 'unknown',
          source_cluster: 'east',
          response_code: '503'
        },
        '10'
      ]
    ]
    expect((await meshSignals({ rates })).errorRatio).toMatchObject({ state: 'known', value: 0.5 })
  })
})
