/** A set of labels; the metric's name is `__name__`. */
export type Labels = Readonly<Record<string, string>>

/** One stored series: samples lie on the scrape grid, their values are computed when asked for. */
export interface Series {
  readonly labels: Labels
  /** Time of the first scrape that saw it. */
  readonly firstMs: number
  /** Time of the last scrape that saw it; the next one marked it stale. Infinity while it lives. */
  readonly lastMs: number
  /** The value at a time on the grid. */
  valueAt(atMs: number): number
}

/** Samples of one series in ascending time. */
export interface Samples {
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/** The regular moments at which targets are scraped. */
export interface ScrapeGrid {
  /** Any scrape time; the others are whole intervals away. */
  readonly originMs: number
  readonly intervalMs: number
}

/** Which series are asked for. */
export interface Selection {
  matches(labels: Labels): boolean
  /** Whether labels without `__name__` and `le` can belong to a series that matches. */
  mayMatch(labels: Labels): boolean
  /** Series that ended before are of no interest. */
  readonly fromMs: number
  /** Nothing was scraped after this time. */
  readonly nowMs: number
}

/** What the evaluator reads. */
export interface SeriesStore {
  readonly grid: ScrapeGrid
  select(selection: Selection): readonly Series[]
}

/** The last scrape at or before a time. */
export function scrapeAtOrBefore(grid: ScrapeGrid, atMs: number): number {
  return grid.originMs + Math.floor((atMs - grid.originMs) / grid.intervalMs) * grid.intervalMs
}

/** The first scrape at or after a time. */
export function scrapeAtOrAfter(grid: ScrapeGrid, atMs: number): number {
  return grid.originMs + Math.ceil((atMs - grid.originMs) / grid.intervalMs) * grid.intervalMs
}

/** Samples in (afterMs, untilMs], never beyond `nowMs`. */
export function samplesIn(grid: ScrapeGrid, series: Series, afterMs: number, untilMs: number, nowMs: number): Samples {
  const times: number[] = []
  const values: number[] = []
  const last = Math.min(untilMs, nowMs, series.lastMs)
  let at = scrapeAtOrAfter(grid, Math.max(afterMs, series.firstMs))
  if (at === afterMs) at += grid.intervalMs
  for (; at <= last; at += grid.intervalMs) {
    times.push(at)
    values.push(series.valueAt(at))
  }
  return { times, values }
}

/** Prometheus' default `--query.lookback-delta`. */
export const lookbackMs = 300_000

/** The value an instant selector sees: the newest sample within the lookback, unless the series was marked stale. */
export function sampleAt(grid: ScrapeGrid, series: Series, atMs: number, nowMs: number): number | undefined {
  const scrape = scrapeAtOrBefore(grid, Math.min(atMs, nowMs))
  if (scrape < series.firstMs || scrape > series.lastMs || atMs - scrape >= lookbackMs) return undefined
  return series.valueAt(scrape)
}
