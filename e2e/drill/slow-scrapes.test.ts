import { describe, expect, it } from 'vitest'
import { createPrometheusApi } from '../../src/main/drill/prometheus/http-api.ts'
import type { Labels, SeriesStore } from '../../src/main/drill/prometheus/series.ts'
import {
  createPrometheus,
  createServiceMetrics,
  type PrometheusSource
} from '../../src/main/providers/prometheus/index.ts'

const nowMs = Date.parse('2026-03-01T12:00:17Z')
const perSecond = 20
const failing = 0.3

/** A service of which three of ten requests fail, and half are answered within 100 ms and all within 250, scraped so often. */
function storeOf(intervalMs: number): SeriesStore {
  const originMs = Date.parse('2026-03-01T11:00:00Z')
  const of = { destination_workload: 'cart', destination_workload_namespace: 'shop', request_protocol: 'http' }
  const service = { destination_service_name: 'cart', destination_service_namespace: 'shop' }
  const grown = (labels: Labels, rate: number) => ({
    labels: { ...of, ...service, ...labels },
    firstMs: originMs,
    lastMs: Infinity,
    valueAt: (atMs: number) => Math.floor((rate * (atMs - originMs)) / 1_000)
  })
  const counters = ['source', 'destination'].flatMap((reporter) => [
    grown({ __name__: 'istio_requests_total', reporter, response_code: '200' }, perSecond * (1 - failing)),
    grown({ __name__: 'istio_requests_total', reporter, response_code: '503' }, perSecond * failing)
  ])
  const buckets = Object.entries({ '100': 0.5, '250': 1, '+Inf': 1 }).map(([le, part]) =>
    grown({ __name__: 'istio_request_duration_milliseconds_bucket', reporter: 'destination', le }, perSecond * part)
  )
  const series = [...counters, ...buckets]
  return {
    grid: { originMs, intervalMs },
    select: (selection) => series.filter(({ labels }) => selection.matches(labels))
  }
}

describe('a service whose Prometheus scrapes', () => {
  it.each([15, 30, 60, 120])('every %i s has its errors and its latency', async (seconds) => {
    const api = createPrometheusApi(storeOf(seconds * 1_000), () => nowMs)
    const source: PrometheusSource = {
      target: { url: 'https://metrics.example', signIn: 'none', foundBy: 'operator' },
      address: {},
      read: async (path, query) =>
        (await api({ method: 'GET', path, query: new URLSearchParams(query), body: '' })).body
    }
    const metrics = createServiceMetrics(createPrometheus(source), {
      now: () => new Date(nowMs),
      limits: { errorRatio: 0.01, availability: 0.999, fewRequests: 20 }
    })
    const { errorRatio, p95, requestRate } = await metrics.service({ namespace: 'shop', name: 'cart' })
    expect(errorRatio.measure).toMatchObject({ state: 'known', value: expect.closeTo(failing, 2) })
    expect(requestRate.measure).toMatchObject({ state: 'known', value: expect.closeTo(perSecond, 0) })
    expect(p95.measure).toMatchObject({ state: 'known', value: expect.closeTo(235, 0) })
  })
})
