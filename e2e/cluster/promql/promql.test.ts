import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  connections,
  latency95,
  newestSamples,
  requestRates,
  sampleCounts
} from '../../../src/main/providers/prometheus/queries.ts'
import { istioMeter } from '../../../src/main/providers/prometheus/meters/shipped.ts'
import { createPrometheusApi } from '../../../src/main/drill/prometheus/http-api.ts'
import { createAdmin } from '../admin.ts'
import { hasBench, openBench } from '../bench.ts'
import { deployment, namespace, service } from '../scenarios/manifests.ts'
import type { Answer } from './samples.ts'
import { askPrometheus, readSamples } from './samples.ts'

/** A namespace with a healthy, a failing and a crash-looping service. */
const ns = 'promql'
/**
 * Long enough for windows of a minute to be full half a minute ago. Prometheus changed how it extrapolates a counter
 * that began inside the window (promql/functions.go extrapolatedRate); the drill does what today's source does.
 */
const collectMs = 115_000
const matchers = (more: string): string => `reporter="destination",destination_workload_namespace="${ns}",${more}`

const queries: readonly string[] = [
  // Flagger's own (fluxcd/flagger pkg/metrics/observers/istio.go).
  `sum(rate(istio_requests_total{${matchers('destination_workload=~"bad",response_code!~"5.*"')}}[1m])) / sum(rate(istio_requests_total{${matchers('destination_workload=~"bad"')}}[1m])) * 100`,
  `histogram_quantile(0.99, sum(rate(istio_request_duration_milliseconds_bucket{${matchers('destination_workload=~"slow"')}}[1m])) by (le))`,
  // The console's.
  requestRates(istioMeter, { namespace: ns }, 60),
  requestRates(istioMeter, { namespace: ns, workload: 'bad' }, 30),
  requestRates(istioMeter, { namespace: ns, workload: 'crash' }, 60),
  latency95(istioMeter, { namespace: ns }, 60) ?? '',
  latency95(istioMeter, { namespace: ns, workload: 'nobody' }, 60) ?? '',
  sampleCounts(istioMeter, ns, 30),
  sampleCounts(istioMeter, ns, 600),
  newestSamples(istioMeter, { namespace: ns }),
  newestSamples(istioMeter, { namespace: ns, workload: 'bad' }),
  connections(istioMeter, { namespace: ns }) ?? '',
  `timestamp(istio_requests_total{destination_service_namespace="${ns}"} offset 20s)`,
  `count_over_time(istio_requests_total{destination_service_namespace="${ns}"}[30s])`,
  `sum by (response_code) (rate(istio_requests_total{${matchers('destination_workload="bad"')}}[60s]))`,
  `sum(rate(istio_requests_total{${matchers('response_code=~"5.*"')}}[44s])) or vector(0)`,
  `sum(rate(istio_requests_total{${matchers('destination_workload="good",response_code=~"5.*"')}}[1m])) or vector(0)`,
  `sum(rate(istio_requests_total{${matchers('destination_workload="good",response_code=~"5.*"')}}[1m])) / sum(rate(istio_requests_total{${matchers('destination_workload="good"')}}[1m]))`,
  `sum(increase(istio_requests_total{destination_service_namespace="${ns}"}[1m]))`,
  `count(istio_requests_total{destination_service_namespace="${ns}"})`,
  `istio_requests_total{destination_service_namespace="${ns}",response_code="500"} offset 20s`,
  `max by (destination_workload) (istio_requests_total{destination_service_namespace="${ns}"}) > 100`
]

describe.skipIf(!hasBench)('the drill answers PromQL as Prometheus does, on the same counters', () => {
  let ask: (query: string, range: boolean) => Promise<Asked>

  beforeAll(async () => {
    const bench = await openBench()
    const wanted = [
      { name: 'good', tag: '1.0.0' },
      { name: 'bad', tag: '1.0.0-bad' },
      { name: 'slow', tag: '1.0.0-slow' },
      { name: 'crash', tag: '1.0.0-crash' }
    ]
    await createAdmin(bench).apply(
      namespace(ns),
      ...wanted.flatMap(({ name, tag }) => [deployment({ namespace: ns, name, tag }), service(ns, name)])
    )
    await delay(collectMs)
    const { store, atMs, lateMs } = await readSamples(bench.metricsUrl, `destination_service_namespace="${ns}"`)
    const api = createPrometheusApi(store, () => atMs)
    ask = async (query, range) => {
      const at = String(atMs / 1_000)
      const parameters = new URLSearchParams(
        range ? { query, start: String(atMs / 1_000 - 30), end: at, step: '6' } : { query, time: at }
      )
      const path = `/api/v1/${range ? 'query_range' : 'query'}`
      const drill = await api({ method: 'GET', path, query: parameters, body: '' })
      return {
        lateMs,
        real: await askPrometheus(bench.metricsUrl, path, parameters),
        drill: { status: drill.status, body: JSON.parse(drill.body) as Answer['body'] }
      }
    }
  }, 200_000)

  test.each(queries)('instant: %s', async (query) => {
    const asked = await ask(query, false)
    expect(asked.real.status).toBe(200)
    expectSame(asked)
  })

  test.each(queries)('range: %s', async (query) => {
    const asked = await ask(query, true)
    expect(asked.real.status).toBe(200)
    expectSame(asked)
  })

  test.each(['sum(', 'up{', 'rate(istio_requests_total)', 'rate()', 'sum by (le'])(
    'refused by both: %s',
    async (query) => {
      const { real, drill } = await ask(query, false)
      expect(drill.status).toBe(real.status)
      expect(drill.body.errorType).toBe(real.body.errorType)
    }
  )
})

/** Late scrapes move a rate, most of all one that crosses the edge of its window. */
function toleranceFor(lateMs: number): number {
  return lateMs < 50 ? 0.002 : 0.05
}

/** Asserts the same series at the same times, with values as near as late scrapes leave them. */
function expectSame({ drill, real, lateMs }: Asked): void {
  const tolerance = toleranceFor(lateMs)
  const [left, right] = [shape(drill), shape(real)]
  expect(left.results.map(({ metric, points }) => ({ metric, times: points.map(([at]) => at) }))).toEqual(
    right.results.map(({ metric, points }) => ({ metric, times: points.map(([at]) => at) }))
  )
  expect({ status: left.status, type: left.type }).toEqual({ status: right.status, type: right.type })
  for (const [index, { metric, points }] of right.results.entries()) {
    for (const [at, [, value]] of points.entries()) {
      const own = left.results[index]?.points[at]?.[1] ?? NaN
      const near = Object.is(own, value) || Math.abs(own - value) <= Math.abs(value) * tolerance
      expect(near, `${JSON.stringify(metric)}: ${own} instead of ${value}`).toBe(true)
    }
  }
}

interface Asked {
  readonly real: Answer
  readonly drill: Answer
  readonly lateMs: number
}

interface Shape {
  readonly status: number
  readonly type: string | undefined
  readonly results: readonly { readonly metric: object; readonly points: readonly (readonly [number, number])[] }[]
}

function shape({ status, body }: Answer): Shape {
  const results = (body.data?.result ?? []).map(({ metric, value, values }) => ({
    metric: Object.fromEntries(Object.entries(metric).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    points: (values ?? (value ? [value] : [])).map(([at, text]) => [at, Number(text)] as const)
  }))
  const key = (one: (typeof results)[number]): string => JSON.stringify(one.metric)
  return {
    status,
    type: body.data?.resultType,
    results: results.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  }
}
