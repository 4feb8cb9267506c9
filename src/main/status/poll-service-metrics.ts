import type { Observed, ServiceRef } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { findBaseline, type Baseline } from './baseline.ts'
import { pollMs, repeat } from './cadence.ts'
import { noHistory, type MetricState } from './metric-signals.ts'
import { failedPoll } from './failed-poll.ts'

export interface MetricsPoll {
  state(): MetricState
  /** How the last poll went; null before the first one. */
  source(): Observed<string> | null
  normalAt(): string | null
}

export interface MetricsPollOptions {
  readonly ref: ServiceRef
  readonly metrics: () => Observed<ServiceMetrics>
  readonly clock: Clock
  readonly abort: AbortSignal
  /** Moments to look for normal values at; null until the Deployment is known, empty when there are none. */
  readonly moments: () => readonly string[] | null
  readonly onChange: () => void
}

const historyMs = 30 * 60_000
const historyEveryMs = 15_000
const stepSeconds = 15
/** A fast drill evaluates these ranges on the same computer. */
const leastRealMs = 1_500

/** Polls the metrics of one service until `abort`. */
export function pollServiceMetrics(options: MetricsPollOptions): MetricsPoll {
  const { ref, clock, abort } = options
  let state: MetricState = { current: null, normal: 'awaited', history: null }
  let source: Observed<string> | null = null
  let baseline: { readonly key: string; readonly found: Baseline | null } | null = null
  let historyAtMs = -Infinity
  let reading = false

  const poll = async (): Promise<void> => {
    const metrics = options.metrics()
    if (metrics.state !== 'value') {
      options.onChange()
      return
    }
    try {
      const current = await metrics.value.service(ref, undefined, abort)
      state = { ...state, current }
      source = { state: 'value', value: metrics.value.name, observedAt: clock.now().toISOString() }
      // What is heavy runs beside the polls: a slow history must not make the present old.
      void slowly(metrics.value)
    } catch (error) {
      if (abort.aborted) return
      source = failedPoll(source, asFailure(error), clock.now().toISOString())
    }
    options.onChange()
  }

  const slowly = async (metrics: ServiceMetrics): Promise<void> => {
    if (reading) return
    reading = true
    try {
      await readBaseline(metrics)
      await readHistory(metrics)
      options.onChange()
    } catch {
      // The poll says what is wrong; this is tried again after the next one. Nobody waits for it meanwhile.
      state = {
        ...state,
        normal: state.normal === 'awaited' ? null : state.normal,
        history: state.history ?? noHistory
      }
    } finally {
      reading = false
    }
  }

  const readBaseline = async (metrics: ServiceMetrics): Promise<void> => {
    const moments = options.moments()
    if (moments === null) return
    const key = moments.join(' ')
    if (baseline?.key === key) return
    const found = await findBaseline(metrics, ref, moments, abort)
    baseline = { key, found }
    state = { ...state, normal: found?.signals ?? null }
    options.onChange()
  }

  const readHistory = async (metrics: ServiceMetrics): Promise<void> => {
    const nowMs = clock.now().getTime()
    if (nowMs - historyAtMs < Math.max(historyEveryMs, leastRealMs * clock.speed)) return
    // On the same grid each time, so that points do not jump.
    const toMs = Math.floor(nowMs / 1000 / stepSeconds) * stepSeconds * 1000
    const range = { fromAt: new Date(toMs - historyMs).toISOString(), toAt: new Date(toMs).toISOString(), stepSeconds }
    const history = await metrics.history(ref, range, abort)
    historyAtMs = nowMs
    state = { ...state, history }
  }

  void repeat(poll, () => pollMs(clock, 5_000, 400), abort)
  return { state: () => state, source: () => source, normalAt: () => baseline?.found?.at ?? null }
}
