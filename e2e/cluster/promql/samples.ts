import type { Labels, Series, SeriesStore } from '../../../src/main/drill/prometheus/series.ts'

type Point = readonly [number, string]

/** An answer of Prometheus' HTTP API, its own or the drill's. */
export interface Answer {
  readonly status: number
  readonly body: {
    readonly errorType?: string
    readonly data?: {
      readonly resultType: string
      readonly result: readonly {
        readonly metric: Labels
        readonly value?: Point
        readonly values?: readonly Point[]
      }[]
    }
  }
}

const intervalMs = 2_000
/** A busy machine scrapes late; further off, a sample would belong to another scrape. */
const latestMs = 900

export async function askPrometheus(url: string, path: string, parameters: URLSearchParams): Promise<Answer> {
  const response = await fetch(`${url}${path}?${parameters.toString()}`)
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

/**
 * The raw samples of the last minutes as the drill's evaluator reads series, a moment to ask about, and how far the
 * worst sample lies off its grid, milliseconds.
 * @throws Error when scrapes were missed, so that the samples lie on no grid.
 */
export async function readSamples(
  url: string,
  matcher: string
): Promise<{ readonly store: SeriesStore; readonly atMs: number; readonly lateMs: number }> {
  const metrics = 'istio_requests_total|istio_request_duration_milliseconds_bucket'
  const query = `{__name__=~"${metrics}",${matcher}}[4m]`
  const answer = await askPrometheus(url, '/api/v1/query', new URLSearchParams({ query }))
  const found = answer.body.data?.result ?? []
  const times = found.flatMap(({ values = [] }) => values.map(([at]) => Math.round(at * 1_000)))
  const originMs = Math.min(...times)
  const lastMs = Math.max(...times)
  const series = found.map(({ metric, values = [] }): Series => {
    const byScrape = new Map(values.map(([at, value]) => [slot(at * 1_000, originMs), Number(value)]))
    const slots = [...byScrape.keys()]
    const first = Math.min(...slots)
    const last = Math.max(...slots)
    if (last - first + 1 !== byScrape.size) throw new Error('Prometheus missed scrapes; its samples lie on no grid')
    return {
      labels: metric,
      firstMs: originMs + first * intervalMs,
      lastMs: Infinity,
      valueAt: (atMs) => byScrape.get(slot(atMs, originMs)) ?? NaN
    }
  })
  const store: SeriesStore = {
    grid: { originMs, intervalMs },
    select: (selector) => series.filter(({ labels }) => selector.matches(labels))
  }
  // Between two scrapes, so that no edge of a window falls on a sample.
  const lateMs = Math.max(...times.map((at) => Math.abs(at - originMs - slot(at, originMs) * intervalMs)))
  return { store, atMs: lastMs - intervalMs / 2, lateMs }
}

function slot(atMs: number, originMs: number): number {
  const scrapes = (atMs - originMs) / intervalMs
  if (Math.abs(scrapes - Math.round(scrapes)) * intervalMs > latestMs) {
    throw new Error(`a sample ${Math.round((scrapes % 1) * intervalMs)} ms off the scrape grid`)
  }
  return Math.round(scrapes)
}
