import type { Observed, ServiceRef, SeriesPoint, Signal } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { MetricSignal, ServiceMetrics } from '../ports/metrics.ts'

export interface FurtherBackOptions {
  readonly ref: ServiceRef
  readonly metrics: () => Observed<ServiceMetrics>
  readonly clock: Pick<Clock, 'now'>
  readonly abort: AbortSignal
  /** It was read, or could not be. */
  readonly onChange: () => void
}

/** What was measured before the half hour that is followed, read where a limit was past all through that. */
export interface FurtherBack {
  /**
   * Reads it of the workload whose requests count: six hours, and where that was not enough a day, more coarsely. Once, and again
   * after half an hour, or a minute where it failed.
   */
  want(signals: readonly Signal[]): void
  /** It is asked for, and there is no answer yet. */
  isAwaited(): boolean
  /** The signals with what was measured before them. */
  before(signals: readonly Signal[]): readonly Signal[]
}

/** Prometheus answers for what it kept of it. */
const reaches = [
  { backMs: 6 * 60 * 60_000, stepSeconds: 60 },
  // No coarser: between two readings past a limit it counts as past, for so long and no longer (crossed-since.ts).
  { backMs: 24 * 60 * 60_000, stepSeconds: 120, leastWindowSeconds: 120 }
] as const
const againMs = 30 * 60_000
const failedMs = 60_000

type History = Readonly<Record<MetricSignal, readonly SeriesPoint[]>>

export function readFurtherBack(options: FurtherBackOptions): FurtherBack {
  const { ref, clock, abort } = options
  let read: { readonly workload: string; readonly history: History; readonly reach: number } | null = null
  let nextAtMs = -Infinity
  let asked = ''
  /** How many of the reaches were not enough. */
  let further = 0
  let awaited = 0

  async function readOf(workload: string, metrics: ServiceMetrics, nowMs: number): Promise<void> {
    const { backMs, ...resolution } = reaches[further] ?? reaches[0]
    const toMs = Math.floor(nowMs / 1_000 / resolution.stepSeconds) * resolution.stepSeconds * 1_000
    const range = { fromAt: iso(toMs - backMs), toAt: iso(toMs), ...resolution }
    awaited += 1
    try {
      const history = await metrics.history({ ...ref, name: workload }, range, abort)
      if (asked === workload) read = { workload, history, reach: further }
    } catch {
      nextAtMs = nowMs + failedMs
    }
    awaited -= 1
    if (!abort.aborted) options.onChange()
  }

  return {
    want(signals) {
      const metrics = options.metrics()
      if (metrics.state !== 'value' || awaited > 0) return
      const workload = workloadOf(signals, ref)
      const nowMs = clock.now().getTime()
      if (workload !== asked) further = 0
      else if (read?.workload === workload && read.reach === further && further < reaches.length - 1) further += 1
      else if (nowMs < nextAtMs) return
      asked = workload
      nextAtMs = nowMs + againMs
      void readOf(workload, metrics.value, nowMs)
    },
    isAwaited: () => awaited > 0,
    before(signals) {
      if (read === null || read.workload !== workloadOf(signals, ref)) return signals
      const { history } = read
      return signals.map((signal) => {
        const past = isMetric(signal.id) ? history[signal.id] : []
        const first = signal.series?.[0]
        if (!signal.series || first === undefined) return signal
        return { ...signal, series: [...past.filter(({ at }) => at < first.at), ...signal.series] }
      })
    }
  }
}

function workloadOf(signals: readonly Signal[], ref: ServiceRef): string {
  return signals.find(({ workload }) => workload !== undefined)?.workload ?? ref.name
}

function isMetric(id: Signal['id']): id is MetricSignal {
  return id === 'errorRatio' || id === 'p95' || id === 'availability' || id === 'requestRate'
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
