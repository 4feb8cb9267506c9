import type { ChartLine, ServiceRef } from '../../../contract/index.ts'
import { ownSeries } from './cluster-labels.ts'
import type { Prometheus } from './prometheus.ts'
import { promqlString } from './queries.ts'
import type { HistoryRange } from './requests-over-time.ts'

/** A restart is shown for so long, seconds: one alone would be a line of no width. */
const restartWindowSeconds = 300
/** Less is no rate of a counter that is scraped twice a minute. */
const leastRateSeconds = 120

export interface ResourceChart {
  readonly id: 'memory' | 'cpu' | 'restarts'
  readonly unit: 'bytes' | 'cores' | 'count'
  readonly query: string
  /** What the pods make together: the one that has most, or all of them. */
  readonly together: 'most' | 'sum'
}

/**
 * What the pods of a workload use, as cadvisor counts it, and how often they were started again, as kube-state-metrics does.
 * Pods are found by the names that their controllers give them (kubernetes pkg/apis/core names of generated pods).
 */
export function resourceCharts({ namespace, name, kind }: ServiceRef, stepSeconds: number): readonly ResourceChart[] {
  const pods = `namespace=${promqlString(namespace)},pod=~${promqlString(podNames(name, kind))}`
  const own = `${pods},container!="",container!="POD"`
  const rate = Math.max(leastRateSeconds, stepSeconds)
  const window = Math.max(restartWindowSeconds, stepSeconds)
  const by = 'sum by (pod, cluster, exported_cluster)'
  return [
    { id: 'memory', unit: 'bytes', together: 'most', query: `${by} (container_memory_working_set_bytes{${own}})` },
    {
      id: 'cpu',
      unit: 'cores',
      together: 'most',
      query: `${by} (rate(container_cpu_usage_seconds_total{${own}}[${rate}s]))`
    },
    {
      id: 'restarts',
      unit: 'count',
      together: 'sum',
      query: `${by} (increase(kube_pod_container_status_restarts_total{${pods}}[${window}s]))`
    }
  ]
}

/** Names have of what a regular expression takes otherwise only dots. */
function podNames(name: string, kind: ServiceRef['kind']): string {
  const plain = name.replaceAll('.', '\\.')
  if (kind === 'StatefulSet') return `${plain}-[0-9]+`
  return kind === 'DaemonSet' ? `${plain}-[a-z0-9]{5}` : `${plain}-[a-z0-9]{1,10}-[a-z0-9]{5}`
}

/**
 * One chart's line at the moments of the others; without a value where nothing is measured, which is not everywhere. Series of
 * several clusters that are not told apart are none.
 * @param times Unix seconds
 */
export async function resourceLine(
  prometheus: Prometheus,
  { query, together }: ResourceChart,
  range: Pick<HistoryRange, 'fromAt' | 'toAt' | 'stepSeconds'>,
  abort: AbortSignal | undefined
): Promise<(times: readonly number[]) => ChartLine> {
  const all = await prometheus.queryRange(query, range.fromAt, range.toAt, range.stepSeconds, abort)
  const own = ownSeries(all, prometheus.target.cluster)
  const found = new Map<number, number>()
  for (const { points } of own.kind === 'own' ? own.series : [])
    for (const { at, value } of points) {
      if (value === null || !Number.isFinite(value) || value < 0) continue
      const second = Math.round(Date.parse(at) / 1_000)
      const before = found.get(second) ?? 0
      found.set(second, together === 'sum' ? before + value : Math.max(before, value))
    }
  return (times) => ({ label: '', values: times.map((second) => found.get(Math.round(second)) ?? null) })
}
