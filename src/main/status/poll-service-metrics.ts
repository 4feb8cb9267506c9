import type { Observed, ServiceRef } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Limits } from '../ports/limits.ts'
import type { ServiceMetrics, ServiceSignals } from '../ports/metrics.ts'
import { findBaseline, type Baseline } from './baseline.ts'
import { hurtMost } from './hurt-most.ts'
import { pollMs, repeat, sourcePollMs } from './cadence.ts'
import { noHistory, type MetricState } from './metric-signals.ts'
import { failedPoll } from './failed-poll.ts'
import { wasWorse, withEarlier } from './earlier-series.ts'
import { createWeekAgo } from './week-ago.ts'

export interface MetricsPoll {
  state(): MetricState
  /** How the last poll went; null before the first one. */
  source(): Observed<string> | null
  normalAt(): string | null
  /** Looks for normal values as soon as the objects are there that say when they were, not only at the next poll. */
  objectsChanged(): void
}

export interface MetricsPollOptions {
  readonly ref: ServiceRef
  /**
   * The workloads, or Services without a ready pod, whose requests are those of the service's users: the one that hurts
   * them most is told of. Null while that is not known.
   */
  readonly workloads: () => readonly [ServiceRef, ...ServiceRef[]] | null
  readonly metrics: () => Observed<ServiceMetrics>
  readonly limits: Limits
  readonly clock: Clock
  readonly abort: AbortSignal
  /** Moments to look for normal values at; null until the Deployment is known, empty when there are none. */
  readonly moments: () => readonly string[] | null
  /** Since when no route sends users to a workload of the service, ISO; null while some are sent there, or unknown. */
  readonly leftAt: (workload: string) => string | null
  readonly onChange: () => void
}

const historyMs = 30 * 60_000
const historyEveryMs = 15_000
const stepSeconds = 15
/** A fast drill evaluates these ranges on the same computer. */
const leastRealMs = 1_500

/** Polls the metrics of one service until `abort`. */
export function pollServiceMetrics(options: MetricsPollOptions): MetricsPoll {
  const { clock, limits, abort } = options
  let { ref } = options
  let state: MetricState = { current: null, normal: 'awaited', history: null, earlier: null }
  let source: Observed<string> | null = null
  let baseline: { readonly key: string; readonly found: Baseline | null } | null = null
  let historyAtMs = -Infinity
  const weekAgo = createWeekAgo(clock)

  const poll = async (): Promise<void> => {
    const metrics = options.metrics()
    const workloads = options.workloads()
    if (metrics.state !== 'value' || workloads === null) {
      options.onChange()
      return
    }
    try {
      const read = await Promise.all(
        workloads.map(async (workload) => ({
          workload,
          signals: await metrics.value.service(workload, undefined, abort)
        }))
      )
      const { workload, signals: current } = hurtMost(read, ref, limits.errorRatio)
      if (workload.name === ref.name) state = { ...state, current }
      else tellOf(workload, current)
      source = { state: 'value', value: metrics.value.name, observedAt: clock.now().toISOString() }
      // What is heavy runs beside the polls: a slow history must not make the present old.
      void baselineBeside(metrics.value)
      void historyBeside(metrics.value)
      void weekBeside(metrics.value)
    } catch (error) {
      if (abort.aborted) return
      source = failedPoll(source, asFailure(error), clock.now().toISOString())
    }
    options.onChange()
  }

  /** What was read of one workload says nothing of another, but of what users saw until then. */
  const tellOf = (workload: ServiceRef, current: ServiceSignals): void => {
    const { history } = state
    const untilAt = options.leftAt(ref.name) ?? clock.now().toISOString()
    const earlier =
      history !== null && wasWorse(state.current, current)
        ? { workload: ref.name, untilAt, next: workload.name, history: withEarlier(history, state.earlier) }
        : null
    ref = workload
    baseline = null
    historyAtMs = -Infinity
    const isOwn = workload.name === options.ref.name
    state = { current, normal: 'awaited', history: null, earlier, ...(isOwn ? {} : { workload: workload.name }) }
  }

  /** The poll says what is wrong; what has failed is tried again after the next one, and nobody waits for it meanwhile. */
  const beside = (read: (metrics: ServiceMetrics) => Promise<void>, without: () => MetricState) => {
    let reading = false
    return async (metrics: ServiceMetrics): Promise<void> => {
      if (reading) return
      reading = true
      await read(metrics).catch(() => {
        state = without()
      })
      reading = false
      options.onChange()
    }
  }

  const readBaseline = async (metrics: ServiceMetrics): Promise<void> => {
    const moments = options.moments()
    if (moments === null) return
    const key = moments.join(' ')
    if (baseline?.key === key) return
    const asked = ref
    const found = await findBaseline(metrics, asked, moments, limits, abort)
    if (asked !== ref) return
    baseline = { key, found }
    state = { ...state, normal: found?.signals ?? null }
  }

  const readHistory = async (metrics: ServiceMetrics): Promise<void> => {
    const nowMs = clock.now().getTime()
    if (nowMs - historyAtMs < Math.max(historyEveryMs, leastRealMs * clock.speed)) return
    // On the same grid each time, so that points do not jump.
    const toMs = Math.floor(nowMs / 1000 / stepSeconds) * stepSeconds * 1000
    const range = { fromAt: new Date(toMs - historyMs).toISOString(), toAt: new Date(toMs).toISOString(), stepSeconds }
    const asked = ref
    const history = await metrics.history(asked, range, abort)
    if (asked !== ref) return
    historyAtMs = nowMs
    state = { ...state, history }
  }

  const readWeek = async (metrics: ServiceMetrics): Promise<void> => {
    const asked = ref
    await weekAgo.read(metrics, asked, abort)
    const lastWeek = weekAgo.of(asked)
    if (asked === ref && lastWeek !== null) state = { ...state, lastWeek }
  }

  const baselineBeside = beside(readBaseline, () => ({
    ...state,
    normal: state.normal === 'awaited' ? null : state.normal
  }))
  const historyBeside = beside(readHistory, () => ({ ...state, history: state.history ?? noHistory }))
  const weekBeside = beside(readWeek, () => state)
  const isSought = (): boolean => options.metrics().state === 'loading' || options.workloads() === null
  void repeat(poll, () => (isSought() ? sourcePollMs : pollMs(clock, 5_000, 400)), abort)
  return {
    state: () => state,
    source: () => source,
    normalAt: () => baseline?.found?.at ?? null,
    objectsChanged() {
      const metrics = options.metrics()
      if (state.normal !== 'awaited' || state.current === null || metrics.state !== 'value') return
      if (options.moments() !== null) void baselineBeside(metrics.value)
    }
  }
}
