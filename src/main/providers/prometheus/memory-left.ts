import type { SeriesPoint } from '../../../contract/index.ts'
import type { Prometheus } from './prometheus.ts'
import { promqlString } from './queries.ts'

/** How far growth is looked at, milliseconds, and in what steps, seconds. A younger pod still fills its caches. */
export const growthWindowMs = 15 * 60_000
const stepSeconds = 60
/** With fewer samples nothing is said. */
const leastSamples = 10
/** Less growth over the window than this share of the limit is none. */
const leastGrowth = 0.03
/** What does not grow lasts for so long, seconds: longer than anybody asks about. */
export const lastsSeconds = 30 * 86_400

/** A pod with the memory that its containers may have together. */
export interface LimitedPod {
  readonly name: string
  readonly limitBytes: number
}

/** The pod that reaches its limit first. */
export interface MemoryLeft {
  /** Seconds until it does; `lastsSeconds` when none grows. */
  readonly seconds: number
  readonly pod: string
  readonly limitBytes: number
  readonly bytesPerMinute: number
  readonly source: string
}

/** cadvisor's own metric: what the kubelet counts against the limit (kubernetes/kubernetes pkg/kubelet/metrics). */
export function memoryQuery(namespace: string, pods: readonly string[]): string {
  // Names of pods are DNS names: of what a regular expression takes otherwise they have only dots.
  const names = pods.map((name) => name.replaceAll('.', '\\.')).join('|')
  return `sum by (pod) (container_memory_working_set_bytes{namespace=${promqlString(namespace)},pod=~${promqlString(names)},container!="",container!="POD"})`
}

/**
 * When the first of some pods reaches its memory limit, as it grew over the last 15 minutes. Null when nothing measures it.
 * @throws FailureError when Prometheus does not answer
 */
export async function readMemoryLeft(
  prometheus: Pick<Prometheus, 'queryRange'>,
  namespace: string,
  pods: readonly LimitedPod[],
  now: Date,
  abort?: AbortSignal
): Promise<MemoryLeft | null> {
  if (pods.length === 0) return null
  const source = memoryQuery(
    namespace,
    pods.map(({ name }) => name)
  )
  const endMs = Math.floor(now.getTime() / 1_000) * 1_000
  const [fromAt, toAt] = [endMs - growthWindowMs, endMs].map((ms) => new Date(ms).toISOString())
  const series = await prometheus.queryRange(source, fromAt ?? '', toAt ?? '', stepSeconds, abort)
  const left = series.flatMap(({ labels, points }) => {
    const pod = pods.find(({ name }) => name === labels['pod'])
    const grown = pod && leftOf(points, pod.limitBytes)
    return pod && grown ? [{ ...grown, pod: pod.name, limitBytes: pod.limitBytes, source }] : []
  })
  return left.toSorted((a, b) => a.seconds - b.seconds)[0] ?? null
}

/** By the line through the samples (least squares); null for too few of them. Pure. */
export function leftOf(
  points: readonly SeriesPoint[],
  limitBytes: number
): Pick<MemoryLeft, 'seconds' | 'bytesPerMinute'> | null {
  const known = points.flatMap(({ at, value }) => (value === null ? [] : [{ x: Date.parse(at) / 1_000, y: value }]))
  const last = known.at(-1)
  if (known.length < leastSamples || last === undefined) return null
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    known.reduce((sum, point) => sum + of(point), 0) / known.length
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)]
  const spread = mean((point) => (point.x - x) ** 2)
  const slope = spread === 0 ? 0 : mean((point) => (point.x - x) * (point.y - y)) / spread
  const isGrowing = slope * (growthWindowMs / 1_000) >= leastGrowth * limitBytes
  const seconds = isGrowing ? Math.min(lastsSeconds, Math.max(0, (limitBytes - last.y) / slope)) : lastsSeconds
  return { seconds, bytesPerMinute: slope * 60 }
}
