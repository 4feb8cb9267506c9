import type { Failure, LinkView, PrometheusTarget, SeriesPoint } from '../../../contract/index.ts'
import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import { arrayAt, isJsonObject, stringAt, stringsAt } from '../../lib/json-access.ts'
import { kubePath } from '../kubernetes/kube-path.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeReader, ReadOptions } from '../../ports/kube.ts'

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

/** A Prometheus behind the API server's service proxy. */
export interface Prometheus {
  readonly target: PrometheusTarget
  /** @throws FailureError: `invalid` for a refused query, `timeout`, `unreachable`, `forbidden`, `server`. */
  query(promql: string, at?: string, abort?: AbortSignal): Promise<readonly VectorSample[]>
  /** Start and end as ISO times. @throws FailureError as `query` does. */
  queryRange(
    promql: string,
    startAt: string,
    endAt: string,
    stepSeconds: number,
    abort?: AbortSignal
  ): Promise<readonly RangeSeries[]>
}

export interface PrometheusOptions {
  /** Stamps the link; wall time when left out. */
  readonly now?: () => Date
  /** Hears of each answer and each failure. */
  readonly onLink?: (link: LinkView) => void
}

/** More than any query of ours can mean; a bigger answer is of another query. */
const mostSeries = 50_000

/** A client for the Prometheus behind `target`; its HTTP API is prometheus/prometheus web/api/v1/api.go. */
export function createPrometheus(
  reader: KubeReader,
  target: PrometheusTarget,
  options: PrometheusOptions = {}
): Prometheus {
  let lastOkAt: string | undefined
  const now = (): string => (options.now?.() ?? new Date()).toISOString()
  const ask = async (path: string, query: Readonly<Record<string, string>>, abort: AbortSignal | undefined) => {
    const read: ReadOptions = { query, tries: 2, ...(abort ? { abort } : {}) }
    try {
      const data = await readData(reader, target, path, read)
      lastOkAt = now()
      options.onLink?.({ id: 'prometheus', state: 'ok', lastOkAt })
      return data
    } catch (error) {
      const failure = explained(asFailure(error), target)
      if (failure.code !== 'cancelled')
        options.onLink?.({
          id: 'prometheus',
          state: 'failing',
          failure,
          ...(lastOkAt === undefined ? {} : { lastOkAt })
        })
      throw new FailureError(failure, { cause: error })
    }
  }
  return {
    target,
    async query(promql, at, abort) {
      const time = at === undefined ? {} : { time: seconds(at) }
      return readVector(await ask('/api/v1/query', { query: promql, ...time }, abort))
    },
    async queryRange(promql, startAt, endAt, stepSeconds, abort) {
      const range = { start: seconds(startAt), end: seconds(endAt), step: String(stepSeconds) }
      return readMatrix(await ask('/api/v1/query_range', { query: promql, ...range }, abort))
    }
  }
}

/** `namespace/service:port`, as it is shown. */
export function targetName(target: Pick<PrometheusTarget, 'namespace' | 'service' | 'port'>): string {
  return `${target.namespace}/${target.service}:${target.port}`
}

async function readData(
  reader: KubeReader,
  target: PrometheusTarget,
  path: string,
  read: ReadOptions
): Promise<unknown> {
  const { scheme, service, port, namespace } = target
  const proxied = kubePath({
    group: '',
    version: 'v1',
    resource: 'services',
    namespace,
    proxy: { scheme, service, port, path }
  })
  const answer = await reader.raw(proxied, read)
  let json: unknown
  try {
    json = JSON.parse(answer.body)
  } catch {
    json = undefined
  }
  if (isJsonObject(json) && json['status'] === 'success') return json['data']
  throw new FailureError(
    failureOf('notFound', `${targetName(target)} is not a Prometheus: its answer is not Prometheus' JSON.`, {
      remedy: 'Set the Service of Prometheus for this environment by hand.',
      address: { namespace, resource: 'services/proxy', name: service, verb: 'get' }
    })
  )
}

/** Says that it is Prometheus that failed; a proxied 503 is either Prometheus' own timeout or a Service without pods. */
function explained(failure: Failure, target: PrometheusTarget): Failure {
  if (failure.code === 'cancelled' || failure.code === 'notFound') return failure
  const who = `Prometheus (${targetName(target)})`
  const answered = /^The server answered .* with status (\d{3}.*)$/.exec(failure.message)
  const signIn = /^The server behind .* (wants a sign-in of its own .*)$/.exec(failure.message)?.[1]
  if (signIn !== undefined) return { ...failure, message: `${who} ${signIn}` }
  return { ...failure, message: answered ? `${who} answered with status ${answered[1]}` : `${who}: ${failure.message}` }
}

function seconds(at: string): string {
  return String(Date.parse(at) / 1000)
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
  return result
}

function readVector(data: unknown): readonly VectorSample[] {
  return series(data, 'vector').map((entry) => {
    const { at, value } = readSample(isJsonObject(entry) ? entry['value'] : undefined)
    return { labels: stringsAt(entry, 'metric'), at, value }
  })
}

function readMatrix(data: unknown): readonly RangeSeries[] {
  return series(data, 'matrix').map((entry) => ({
    labels: stringsAt(entry, 'metric'),
    points: arrayAt(entry, 'values').map(readSample)
  }))
}

/** `[seconds, "value"]`; values are Go's strconv spelling. */
function readSample(sample: unknown): SeriesPoint {
  const [time, text] = Array.isArray(sample) ? (sample as readonly unknown[]) : []
  if (typeof time !== 'number' || !Number.isFinite(time) || typeof text !== 'string') throw broken('a malformed sample')
  return { at: new Date(time * 1000).toISOString(), value: readValue(text) }
}

function readValue(text: string): number | null {
  if (text === 'NaN') return null
  if (text === '+Inf' || text === 'Inf') return Infinity
  if (text === '-Inf') return -Infinity
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw broken('a value that is not a number')
  return value
}
