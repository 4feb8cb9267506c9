import { setImmediate as nextTurn } from 'node:timers/promises'
import { createEvaluator, selectSeries } from './evaluate.ts'
import { parseDurationMs } from './duration.ts'
import { parseQuery } from './parse.ts'
import { QueryError, badData } from './query-error.ts'
import type { Labels, SeriesStore } from './series.ts'
import { samplesIn } from './series.ts'
import { labelKey } from './value.ts'

/** A request as it arrives at Prometheus. */
export interface PrometheusRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}

export interface PrometheusResponse {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Upstream's limit (prometheus/prometheus web/api/v1/api.go queryRange). */
const mostPoints = 11_000

/**
 * How long a range is computed before others have a turn, real milliseconds: history must not keep those waiting who ask
 * about the present. What is asked about lies in the past, so nothing of it changes in between.
 */
const longestTurnMs = 8

function json(status: number, value: unknown): PrometheusResponse {
  return { status, contentType: 'application/json', body: JSON.stringify(value) }
}

/** How Go's strconv.FormatFloat(f, 'f', -1, 64) spells special values. */
function spell(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  return String(value)
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000
}

function timeParameter(name: string, text: string): number {
  const number = Number(text)
  const ms =
    text !== '' && Number.isFinite(number) ? number * 1000 : /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(ms))
    throw badData(
      `invalid parameter ${JSON.stringify(name)}: cannot parse ${JSON.stringify(text)} to a valid timestamp`
    )
  return ms
}

function stepParameter(text: string): number {
  const number = Number(text)
  const ms = text !== '' && Number.isFinite(number) ? number * 1000 : parseDurationMs(text)
  if (ms === undefined)
    throw badData(`invalid parameter "step": cannot parse ${JSON.stringify(text)} to a valid duration`)
  if (ms <= 0)
    throw badData(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer'
    )
  return ms
}

/** Prometheus' HTTP API over a series store: query, query_range, readiness and build information. */
export function createPrometheusApi(
  store: SeriesStore,
  nowMs: () => number
): (request: PrometheusRequest) => Promise<PrometheusResponse> {
  const query = (parameters: URLSearchParams): unknown => {
    const atMs = parameters.has('time') ? timeParameter('time', parameters.get('time') ?? '') : nowMs()
    const expression = parseQuery(parameters.get('query') ?? '')
    if (expression.kind === 'range') {
      const { selector, rangeMs } = expression
      const endMs = atMs - selector.offsetMs
      const result = selectSeries(store, selector, endMs - rangeMs, nowMs())
        .map((series) => ({ series, samples: samplesIn(store.grid, series, endMs - rangeMs, endMs, nowMs()) }))
        .filter(({ samples }) => samples.times.length > 0)
        .map(({ series, samples }) => ({
          metric: series.labels,
          values: samples.times.map((at, index) => [seconds(at), spell(samples.values[index] ?? NaN)])
        }))
      return { resultType: 'matrix', result }
    }
    const value = createEvaluator(expression, store, atMs, nowMs()).at(atMs)
    if (value.type === 'scalar') return { resultType: 'scalar', result: [seconds(atMs), spell(value.value)] }
    if (value.type === 'string') return { resultType: 'string', result: [seconds(atMs), value.value] }
    const result = value.samples.map(({ labels, value: number }) => ({
      metric: labels,
      value: [seconds(atMs), spell(number)]
    }))
    return { resultType: 'vector', result }
  }

  const queryRange = async (parameters: URLSearchParams): Promise<unknown> => {
    const startMs = timeParameter('start', parameters.get('start') ?? '')
    const endMs = timeParameter('end', parameters.get('end') ?? '')
    if (endMs < startMs) throw badData('invalid parameter "end": end timestamp must not be before start time')
    const stepMs = stepParameter(parameters.get('step') ?? '')
    if ((endMs - startMs) / stepMs > mostPoints)
      throw badData(
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)'
      )
    const evaluator = createEvaluator(parseQuery(parameters.get('query') ?? ''), store, startMs, nowMs())
    const rows = new Map<string, { readonly metric: Labels; readonly values: (readonly [number, string])[] }>()
    let since = performance.now()
    for (let atMs = startMs; atMs <= endMs; atMs += stepMs) {
      if (performance.now() - since > longestTurnMs) {
        await nextTurn()
        since = performance.now()
      }
      const value = evaluator.at(atMs)
      if (value.type === 'string')
        throw badData(
          'invalid parameter "query": invalid expression type "string" for range query, must be Scalar or instant Vector'
        )
      const samples = value.type === 'scalar' ? [{ labels: {}, value: value.value }] : value.samples
      for (const { labels, value: number } of samples) {
        const key = labelKey(labels)
        const row = rows.get(key) ?? { metric: labels, values: [] }
        rows.set(key, row)
        row.values.push([seconds(atMs), spell(number)])
      }
    }
    return {
      resultType: 'matrix',
      result: [...rows.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
    }
  }

  const answer = async (
    run: (parameters: URLSearchParams) => unknown,
    request: PrometheusRequest
  ): Promise<PrometheusResponse> => {
    const parameters = new URLSearchParams([...request.query, ...new URLSearchParams(request.body)])
    try {
      return json(200, { status: 'success', data: await run(parameters) })
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      return json(error.status, { status: 'error', errorType: error.errorType, error: error.message })
    }
  }

  return async (request) => {
    const mayPost = request.method === 'GET' || request.method === 'POST'
    if (request.path === '/api/v1/query' && mayPost) return answer(query, request)
    if (request.path === '/api/v1/query_range' && mayPost) return answer(queryRange, request)
    if (request.path === '/-/ready')
      return { status: 200, contentType: 'text/plain; charset=utf-8', body: 'Prometheus Server is Ready.\n' }
    if (request.path === '/-/healthy')
      return { status: 200, contentType: 'text/plain; charset=utf-8', body: 'Prometheus Server is Healthy.\n' }
    if (request.path === '/api/v1/status/buildinfo')
      return json(200, {
        status: 'success',
        data: {
          version: '3.5.0',
          revision: '8be3a9560fbdd18a94dedec4b747c35178177202',
          branch: 'HEAD',
          buildUser: '',
          buildDate: '',
          goVersion: 'go1.24.5'
        }
      })
    return { status: 404, contentType: 'text/plain; charset=utf-8', body: '404 page not found\n' }
  }
}
