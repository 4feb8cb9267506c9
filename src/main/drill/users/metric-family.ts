import type { Labels, ScrapeGrid, Selection, Series } from '../prometheus/series.ts'
import { scrapeAtOrAfter, scrapeAtOrBefore } from '../prometheus/series.ts'
import type { Build } from './build.ts'
import { latencyBoundsMs, meanLatencyMs, shareWithin } from './latency.ts'

type Latency = Pick<Build, 'medianMs' | 'spread'>

/** Requests of one latency distribution, counted up to a time. */
export interface Part {
  readonly total: (atMs: number) => number
  readonly latency: Latency
}

/** Everything that one label set says about requests: their number and their durations. */
export interface Family {
  readonly labels: Labels
  /** Nothing was scraped before. */
  readonly fromMs: number
  /** The last scrape of the target; Infinity while it lives. */
  readonly lastMs: number
  readonly parts: readonly Part[]
}

/** Metric names of Istio's standard metrics (istio.io reference/config/metrics). */
const requestsTotal = 'istio_requests_total'
const durations = 'istio_request_duration_milliseconds'

/** Guards whole numbers against binary fractions just below them. */
const tiny = 1e-6

/** Buckets, sum and count of one family ask for the same total again and again within a query. */
function remembered(count: (atMs: number) => number): (atMs: number) => number {
  const known = new Map<number, number>()
  return (atMs) => {
    const before = known.get(atMs)
    if (before !== undefined) return before
    const value = count(atMs)
    known.set(atMs, value)
    return value
  }
}

/** When a counter first showed a value; a series does not exist before. */
function firstScrape(
  grid: ScrapeGrid,
  fromMs: number,
  untilMs: number,
  count: (atMs: number) => number
): number | undefined {
  let low = scrapeAtOrAfter(grid, fromMs)
  let high = scrapeAtOrBefore(grid, untilMs)
  if (low > high || count(high) < 1) return undefined
  while (low < high) {
    const middle = scrapeAtOrBefore(grid, (low + high) / 2)
    if (count(middle) >= 1) high = middle
    else low = middle + grid.intervalMs
  }
  return low
}

/** The series of a family that a selection wants; none when nothing of it can match. */
export function seriesOf(family: Family, grid: ScrapeGrid, selection: Selection): readonly Series[] {
  const { labels, lastMs } = family
  if (lastMs < selection.fromMs || !selection.mayMatch(labels)) return []
  const parts = family.parts.map(({ total, latency }) => ({ total: remembered(total), latency }))
  const weighted = (atMs: number, weight: (latency: Latency) => number): number =>
    parts.reduce((sum, { total, latency }) => sum + total(atMs) * weight(latency), 0)
  const whole = remembered((atMs) => Math.floor(weighted(atMs, () => 1) + tiny))
  const firstMs = firstScrape(grid, family.fromMs, Math.min(selection.nowMs, lastMs), whole)
  if (firstMs === undefined) return []

  const found: Series[] = []
  const offer = (name: string, extra: Labels, valueAt: (atMs: number) => number): void => {
    const all = { __name__: name, ...labels, ...extra }
    if (selection.matches(all)) found.push({ labels: all, firstMs, lastMs, valueAt })
  }
  offer(requestsTotal, {}, whole)
  for (const bound of [...latencyBoundsMs, Infinity]) {
    const le = Number.isFinite(bound) ? String(bound) : '+Inf'
    const shares = new Map(parts.map(({ latency }) => [latency, shareWithin(latency, bound)]))
    offer(`${durations}_bucket`, { le }, (atMs) =>
      Math.floor(weighted(atMs, (latency) => shares.get(latency) ?? 0) + tiny)
    )
  }
  offer(`${durations}_count`, {}, whole)
  offer(`${durations}_sum`, {}, (atMs) => Math.round(weighted(atMs, meanLatencyMs) * 10) / 10)
  return found
}
