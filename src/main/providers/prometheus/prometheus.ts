import type { LinkView, PrometheusTarget } from '../../../contract/index.ts'
import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import { isJsonObject } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Meter } from './meters/meter.ts'
import { istioMeter } from './meters/shipped.ts'
import { createRateWindows, type RateWindow } from './rate-window.ts'
import {
  PartialAnswer,
  readRangeSeries,
  readVector,
  requireWhole,
  type RangeSeries,
  type VectorSample
} from './read-answer.ts'
import type { PrometheusSource } from './prometheus-source.ts'
import { prometheusName } from './prometheus-name.ts'

/** A Prometheus, whichever way it is reached. */
export interface Prometheus {
  readonly target: PrometheusTarget
  /** How requests are counted in it. */
  readonly meter: Meter
  /**
   * @throws FailureError: `invalid` for a refused query, `timeout`, `unreachable`, `forbidden`, `server`; PartialAnswer where
   * it says that something is missing from its answer.
   */
  query(promql: string, at?: string, abort?: AbortSignal): Promise<readonly VectorSample[]>
  /** Start and end as ISO times. @throws FailureError as `query` does. */
  queryRange(
    promql: string,
    startAt: string,
    endAt: string,
    stepSeconds: number,
    abort?: AbortSignal
  ): Promise<readonly RangeSeries[]>
  /** What rates of a namespace's requests look back over, by how often they are sampled. Never rejects. */
  window(namespace: string, abort?: AbortSignal): Promise<RateWindow>
}

export interface PrometheusOptions {
  /** Stamps the link; wall time when left out. */
  readonly now?: () => Date
  /** Hears of each answer and each failure. */
  readonly onLink?: (link: LinkView) => void
}

/** A client for the Prometheus at `source`; its HTTP API is prometheus/prometheus web/api/v1/api.go. */
export function createPrometheus(source: PrometheusSource, options: PrometheusOptions = {}): Prometheus {
  const meter = source.meter ?? istioMeter
  let lastOkAt: string | undefined
  const now = (): string => (options.now?.() ?? new Date()).toISOString()
  const ask = async (api: string, query: Readonly<Record<string, string>>, abort: AbortSignal | undefined) => {
    try {
      const data = dataIn(await source.read(api, query, abort), source)
      lastOkAt = now()
      options.onLink?.({ id: 'prometheus', state: 'ok', lastOkAt })
      return data
    } catch (error) {
      const failure = asFailure(error)
      if (failure.code !== 'cancelled')
        options.onLink?.({
          id: 'prometheus',
          state: 'failing',
          failure,
          ...(lastOkAt === undefined ? {} : { lastOkAt })
        })
      throw error instanceof PartialAnswer ? error : new FailureError(failure, { cause: error })
    }
  }
  const query: Prometheus['query'] = async (promql, at, abort) => {
    const time = at === undefined ? {} : { time: seconds(at) }
    return readVector(await ask('/api/v1/query', { query: promql, ...time }, abort))
  }
  return {
    target: source.target,
    meter,
    query,
    async queryRange(promql, startAt, endAt, stepSeconds, abort) {
      const range = { start: seconds(startAt), end: seconds(endAt), step: String(stepSeconds) }
      return readRangeSeries(await ask('/api/v1/query_range', { query: promql, ...range }, abort), { startAt, endAt })
    },
    window: createRateWindows(meter, (promql, abort) => query(promql, undefined, abort))
  }
}

function dataIn(body: string, { target, address }: PrometheusSource): unknown {
  const json = parsedJson(body)
  if (isJsonObject(json) && json['status'] === 'success') {
    requireWhole(json)
    return json['data']
  }
  throw new FailureError(
    failureOf('notFound', `${prometheusName(target)} is not a Prometheus: its answer is not Prometheus' JSON.`, {
      remedy:
        'url' in target
          ? 'Correct its address; what answers there may be the page of a sign-in.'
          : 'Set the Service of Prometheus for this environment by hand.',
      address
    })
  )
}

function seconds(at: string): string {
  return String(Date.parse(at) / 1000)
}
