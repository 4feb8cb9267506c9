import { FailureError, failureOf } from '../../../contract/index.ts'
import { mixedClusters, ownSeries } from './cluster-labels.ts'
import type { Prometheus } from './prometheus.ts'
import { promqlString } from './queries.ts'

/**
 * What Flagger measured last of a Canary's target, by the name of the check, as its controller exports it
 * (fluxcd/flagger pkg/metrics/recorder.go, `flagger_canary_metric_analysis`; pkg/controller/scheduler_metrics.go: percent for
 * `request-success-rate`, seconds for `request-duration`). Where a scrape has a `namespace` of its own, Prometheus keeps Flagger's as
 * `exported_namespace`. Of several pods of Flagger that say different things of one check nothing is taken.
 * @throws FailureError when Prometheus does not answer, or holds several clusters that are not told apart
 */
export async function readFlaggerMeasured(
  prometheus: Prometheus,
  { namespace, target }: { readonly namespace: string; readonly target: string },
  abort?: AbortSignal
): Promise<ReadonlyMap<string, number>> {
  const [name, of] = [promqlString(target), promqlString(namespace)]
  const metric = 'flagger_canary_metric_analysis'
  const query = `${metric}{name=${name},exported_namespace=${of}} or ${metric}{name=${name},namespace=${of},exported_namespace=""}`
  const { cluster } = prometheus.target
  const own = ownSeries(await prometheus.query(query, undefined, abort), cluster)
  if (own.kind === 'mixed') throw new FailureError(failureOf('missing', mixedClusters(own.clusters, cluster)))
  const values = new Map<string, number | null>()
  for (const { labels, value } of own.series) {
    const check = labels['metric'] ?? ''
    const known = values.get(check)
    values.set(check, known === undefined || known === value ? value : null)
  }
  return new Map([...values].flatMap(([check, value]) => (value === null ? [] : [[check, value] as const])))
}
