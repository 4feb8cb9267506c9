import { describe, it } from 'vitest'
import { createPrometheusApi } from '../../src/main/drill/prometheus/http-api.ts'
import type { SeriesStore } from '../../src/main/drill/prometheus/series.ts'
import { cases, type Counted } from '../../src/main/providers/prometheus/testing/counted.ts'
import { expectToBeRead } from '../../src/main/providers/prometheus/testing/read-counted.ts'

const nowMs = Date.parse('2026-03-01T12:00:00Z')

/** A store in which each counter has grown for an hour, scraped every 15 s. */
function storeOf(counted: readonly Counted[]): SeriesStore {
  const originMs = nowMs - 3_600_000
  const series = counted.map(({ labels, perSecond }) => ({
    labels,
    firstMs: originMs,
    lastMs: Infinity,
    valueAt: (atMs: number) => (perSecond * (atMs - originMs)) / 1_000
  }))
  return {
    grid: { originMs, intervalMs: 15_000 },
    select: (selection) => series.filter(({ labels }) => selection.matches(labels))
  }
}

describe('requests are counted, as the drill’s Prometheus answers, by', () => {
  it.each(cases)('$meter', async (one) => {
    const api = createPrometheusApi(storeOf(one.series), () => nowMs)
    await expectToBeRead(
      async (path, query) => (await api({ method: 'GET', path, query: new URLSearchParams(query), body: '' })).body,
      one,
      () => new Date(nowMs)
    )
  })
})
