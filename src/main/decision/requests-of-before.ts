import type { MatrixRow, SeriesPoint } from '../../contract/index.ts'
import { mayHoldBefore, type NewestChange } from './newest-change.ts'

/** Up to this many times the worst of before is not a rise: a rate that still fills its window climbs by itself. */
const riseFactor = 1.5
/** And one hundredth of all requests more, so that a few of them are no rise. */
const riseRatio = 0.01
/** A sample taken this soon after a change was scraped before it, milliseconds. */
const scrapeMs = 15_000

export interface FiringRow {
  readonly row: Pick<MatrixRow, 'signal'>
  /** Where the row begins, in the unit of its signal. */
  readonly limit: number
  readonly value: number
  /** When the value was read, ISO. */
  readonly observedAt: string
  /** Null until it has been read for the first time. */
  readonly series: readonly SeriesPoint[] | null
}

/**
 * Whether a row that fires may do so on requests that were answered before the newest change. It may when its signal was
 * past the limit just before the change and has not risen since. A release that is bad itself finds a quiet signal
 * before it, or makes a bad one worse: its row counts at once.
 *
 * Where the change went back to a revision that is known to be good, what fires is taken for old in any case, and where
 * the time before it has not been read, it cannot be told: both end with the change's last old request.
 * New pods that do not get ready are of after the change by nature.
 */
export function mayBeOfBefore(firing: FiringRow, change: NewestChange, reachMs: number): boolean {
  const { row, limit, value, observedAt, series } = firing
  if (row.signal === 'memoryLeft') return isOfPodsBefore(change)
  const harm = harmOf[row.signal]
  if (harm === null || !mayHoldBefore(change, Date.parse(observedAt))) return false
  const fromMs = change.startedMs - reachMs
  if (change.isBackOnGood || series === null || endsBefore(series, fromMs)) return true
  const harms = (untilMs: number): readonly number[] =>
    series.flatMap(({ at, value: sample }) => {
      const ms = Date.parse(at)
      return sample !== null && ms >= fromMs && ms <= untilMs ? [harm(sample)] : []
    })
  const lastBefore = harms(change.startedMs).at(-1)
  if (lastBefore === undefined || lastBefore < harm(limit)) return false
  const worstBefore = Math.max(...harms(change.startedMs + scrapeMs))
  return harm(value) <= worstBefore * riseFactor + (row.signal === 'p95' ? 0 : riseRatio)
}

/**
 * Memory is of pods, and a pod of before grows until it has been replaced: while a rollback goes ahead there is nothing more to
 * plan. Pods that are too young to tell are not read (src/main/status/poll-more-signals.ts limitedPod).
 */
function isOfPodsBefore({ templateOf, endedMs }: NewestChange): boolean {
  return templateOf !== null && endedMs === null
}

/** Whether a value of that signal, read then (ISO), may hold requests of before the newest change, however good it is. */
export function holdsBefore(signal: MatrixRow['signal'], observedAt: string, change: NewestChange): boolean {
  return harmOf[signal] !== null && mayHoldBefore(change, Date.parse(observedAt))
}

/** Whether the samples were read so long ago that the minutes before the change are not among them. */
function endsBefore(series: readonly SeriesPoint[], fromMs: number): boolean {
  const last = series.at(-1)
  return last !== undefined && Date.parse(last.at) < fromMs
}

/** How bad a value is, higher is worse; null for what a metric window does not average. */
const harmOf: Readonly<Record<MatrixRow['signal'], ((value: number) => number) | null>> = {
  errorRatio: (value) => value,
  availability: (value) => 1 - value,
  p95: (value) => value,
  requestRate: null,
  newPodsUnavailable: null,
  memoryLeft: null,
  business: null,
  securityIncident: null,
  customerReports: null
}
