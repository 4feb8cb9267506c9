import type { SeriesPoint } from '../../../contract/index.ts'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { canonicalJson } from '../../lib/canonical-json.ts'
import { arrayAt, at, isJsonObject, stringAt, stringsAt } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'

/** One sample of an instant vector. */
export interface VectorSample {
  readonly labels: Readonly<Record<string, string>>
  /** ISO time of the evaluation. */
  readonly at: string
  /** Null for NaN; ±Infinity is kept. */
  readonly value: number | null
}

/** One series of a range query. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly SeriesPoint[]
}

/** Unix seconds of the year 9999: times are compared as texts, and times can be added to this one. */
const lastSecond = 253_370_764_800

/** How exactly moments of a range are kept. */
const coarseMs = 1_000

/** More than any query of ours can mean; a bigger answer is of another query. */
const mostSeries = 50_000

/** Prometheus answered and says itself that something is missing from the answer. */
export class PartialAnswer extends FailureError {
  constructor(warning: string) {
    const told = visibleText(warning, 200)
    super(failureOf('server', `Prometheus gave an incomplete answer: ${told}`, { retryable: true }))
    this.name = 'PartialAnswer'
  }
}

/**
 * Refuses an answer with warnings: a store or a remote read that failed leaves a part of the series out, and nothing says
 * which (prometheus/prometheus web/api/v1/api.go Response; Thanos' partial response). What Prometheus finds worth knowing
 * about a query is no warning; before 2.53 both came in one list (util/annotations PromQLInfo).
 * @throws PartialAnswer with the first warning.
 */
export function requireWhole(answer: unknown): void {
  const warnings = at(answer, 'warnings') ?? []
  const all: readonly unknown[] = Array.isArray(warnings) ? warnings : [warnings]
  const warning = all.find((text) => typeof text !== 'string' || !text.startsWith('PromQL info:'))
  if (warning !== undefined)
    throw new PartialAnswer(typeof warning === 'string' ? warning : 'a warning that is no text')
}

/** @throws FailureError `server` for what is not a vector of samples, one for each set of labels. */
export function readVector(data: unknown): readonly VectorSample[] {
  return series(data, 'vector').map((entry) => {
    const sample = readSample(at(entry, 'value'))
    return { labels: labelsOf(entry), ...sample }
  })
}

/** Labels are texts; without one that is none, its requests would be another's. */
function labelsOf(entry: unknown): Readonly<Record<string, string>> {
  const metric = at(entry, 'metric')
  if (!isJsonObject(metric) || !Object.values(metric).every((value) => typeof value === 'string'))
    throw broken('labels that are no texts')
  return stringsAt(entry, 'metric')
}

/**
 * @throws FailureError `server` for what is not a matrix of samples, each of a moment in the range that was asked for, and
 * of one moment only once.
 */
export function readRangeSeries(
  data: unknown,
  { startAt, endAt }: { readonly startAt: string; readonly endAt: string }
): readonly RangeSeries[] {
  return series(data, 'matrix').map((entry) => {
    const points = arrayAt(entry, 'values').map(readSample)
    if (points.some((point, index) => point.at <= (points[index - 1]?.at ?? '')))
      throw broken('samples out of their order')
    const isInTime = (point: SeriesPoint): boolean =>
      Date.parse(point.at) > Date.parse(startAt) - coarseMs && Date.parse(point.at) < Date.parse(endAt) + coarseMs
    if (!points.every(isInTime)) throw broken('samples of another time')
    return { labels: labelsOf(entry), points }
  })
}

function broken(what: string): FailureError {
  return new FailureError(failureOf('server', `Prometheus answered with ${what}.`))
}

function series(data: unknown, type: string): readonly unknown[] {
  const found = stringAt(data, 'resultType')
  if (found !== type) throw broken(`a ${visibleText(found, 30) || 'nothing'} instead of a ${type}`)
  const result = isJsonObject(data) ? data['result'] : undefined
  if (!Array.isArray(result)) throw broken('no result')
  if (result.length > mostSeries) throw broken(`${result.length} series`)
  // Counted twice, answers that are well would hide those that are not (promql/engine.go ContainsSameLabelset).
  const names = new Set(result.map((entry: unknown) => canonicalJson(at(entry, 'metric') ?? null)))
  if (names.size < result.length) throw broken('the same series twice')
  return result
}

/** `[seconds, "value"]`; values are Go's strconv spelling. */
function readSample(sample: unknown): SeriesPoint {
  const [time, text] = Array.isArray(sample) ? (sample as readonly unknown[]) : []
  const isTime = typeof time === 'number' && time >= 0 && time < lastSecond
  if (!isTime || typeof text !== 'string') throw broken('a malformed sample')
  return { at: new Date(Math.round(time * 1000)).toISOString(), value: readValue(text) }
}

/** What strconv.FormatFloat makes of a finite number. */
const decimal = /^-?\d{1,400}(?:\.\d{1,400})?(?:e[-+]?\d{1,3})?$/

function readValue(text: string): number | null {
  if (text === 'NaN') return null
  if (text === '+Inf' || text === 'Inf') return Infinity
  if (text === '-Inf') return -Infinity
  if (!decimal.test(text)) throw broken('a value that is not a number')
  return Number(text)
}
