import type { LinkView, PrometheusTarget } from '../../../contract/index.ts'
import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import { isJsonObject } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { KubeReader, ReadOptions } from '../../ports/kube.ts'
import { createRateWindows, type RateWindow } from './rate-window.ts'
import {
  PartialAnswer,
  readMatrix,
  readVector,
  requireWhole,
  type RangeSeries,
  type VectorSample
} from './read-answer.ts'
import { explained, proxiedPath, targetName } from './target.ts'

/** A Prometheus behind the API server's service proxy. */
export interface Prometheus {
  readonly target: PrometheusTarget
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

/** A client for the Prometheus behind `target`; its HTTP API is prometheus/prometheus web/api/v1/api.go. */
export function createPrometheus(
  reader: KubeReader,
  target: PrometheusTarget,
  options: PrometheusOptions = {}
): Prometheus {
  let lastOkAt: string | undefined
  const now = (): string => (options.now?.() ?? new Date()).toISOString()
  const ask = async (api: string, query: Readonly<Record<string, string>>, abort: AbortSignal | undefined) => {
    const read: ReadOptions = { query, tries: 2, ...(abort ? { abort } : {}) }
    try {
      const data = await readData(reader, target, api, read)
      lastOkAt = now()
      options.onLink?.({ id: 'prometheus', state: 'ok', lastOkAt })
      return data
    } catch (error) {
      const failure = explained(asFailure(error), target, api)
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
    target,
    query,
    async queryRange(promql, startAt, endAt, stepSeconds, abort) {
      const range = { start: seconds(startAt), end: seconds(endAt), step: String(stepSeconds) }
      return readMatrix(await ask('/api/v1/query_range', { query: promql, ...range }, abort), { startAt, endAt })
    },
    window: createRateWindows((promql, abort) => query(promql, undefined, abort))
  }
}

async function readData(
  reader: KubeReader,
  target: PrometheusTarget,
  api: string,
  read: ReadOptions
): Promise<unknown> {
  const answer = await reader.raw(proxiedPath(target, api), read)
  const json = parsedJson(answer.body)
  if (isJsonObject(json) && json['status'] === 'success') {
    requireWhole(json)
    return json['data']
  }
  const { namespace, service } = target
  throw new FailureError(
    failureOf('notFound', `${targetName(target)} is not a Prometheus: its answer is not Prometheus' JSON.`, {
      remedy: 'Set the Service of Prometheus for this environment by hand.',
      address: { namespace, resource: 'services/proxy', name: service, verb: 'get' }
    })
  )
}

function seconds(at: string): string {
  return String(Date.parse(at) / 1000)
}
