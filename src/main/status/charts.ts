import type { ChartId, ChartsView, ChartView, ChartWindow, ServiceRef } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Limits } from '../ports/limits.ts'
import { chartCommand, readCharts, sourceName, type Prometheus } from '../providers/prometheus/index.ts'
import { pollMs, repeat, sourcePollMs } from './cadence.ts'
import { lowestLimit } from './pod-limits.ts'

/** Seconds between two values: at most 145 of a line, so that a window is drawn at once and no pixel has several. */
const steps: Readonly<Record<ChartWindow, number>> = { 900: 15, 3_600: 30, 21_600: 180, 86_400: 600 }
/** A fast drill evaluates these ranges on the same computer, real milliseconds. */
const leastRealMs = 3_000

export interface ChartsOptions {
  readonly ref: ServiceRef
  /** kubeconfig context for command lines. */
  readonly context: string
  /** The workload that is told of now. */
  readonly workload: () => string
  /** Of the service, as they are watched; empty before that. */
  readonly pods: () => readonly KubeObject[]
  readonly prometheus: () => Prometheus | null
  readonly limits: Limits
  readonly clock: Clock
  /** Ends with the service. */
  readonly abort: AbortSignal
  /** Begins with a view without values, and ends with null. */
  readonly onView: (view: ChartsView | null) => void
}

/** The golden signals over a longer time, read while somebody looks. */
export interface Charts {
  /** Reads this window at once, and what comes to it until it is left or another is looked at. */
  look(windowSeconds: ChartWindow): void
  leave(): void
}

/** What was read of one window. */
export type ChartsRead = Omit<ChartsView, 'failure' | 'ref'>

/**
 * The golden signals over a window that ends now, once; null while no Prometheus is known.
 * @throws FailureError when it does not answer, or its series are of several clusters
 */
export async function readWindow(
  options: Omit<ChartsOptions, 'abort' | 'onView'>,
  windowSeconds: ChartWindow,
  abort: AbortSignal
): Promise<ChartsRead | null> {
  const { ref, context, clock, limits } = options
  const prometheus = options.prometheus()
  if (prometheus === null) return null
  const stepSeconds = steps[windowSeconds]
  const workload = options.workload()
  const toMs = Math.floor(clock.now().getTime() / 1_000 / stepSeconds) * stepSeconds * 1_000
  const fromAt = new Date(toMs - windowSeconds * 1_000).toISOString()
  const range = { fromAt, toAt: new Date(toMs).toISOString(), stepSeconds }
  const own = options.pods().filter(({ metadata }) => metadata.name.startsWith(`${workload}-`))
  const { times, charts } = await readCharts(prometheus, { ...ref, name: workload }, range, limits, abort)
  return {
    workload,
    source: sourceName(prometheus.target),
    windowSeconds,
    stepSeconds,
    readAt: clock.now().toISOString(),
    times,
    charts: charts.map((chart) => ({
      ...chart,
      ...limitOf(chart.id, own),
      command: chartCommand(prometheus, chart.query, range, context)
    }))
  }
}

/** What is full at its limit: memory is killed there, and a processor throttled. */
function limitOf(id: ChartId, pods: readonly KubeObject[]): Pick<ChartView, 'podLimit'> {
  const limit = id === 'memory' || id === 'cpu' ? lowestLimit(pods, id) : null
  return limit === null ? {} : { podLimit: limit }
}

export function createCharts(options: ChartsOptions): Charts {
  const { ref, clock, onView } = options
  let looking = new AbortController()

  function look(windowSeconds: ChartWindow): void {
    looking.abort()
    looking = new AbortController()
    const abort = AbortSignal.any([looking.signal, options.abort])
    const stepSeconds = steps[windowSeconds]
    let view: ChartsView = {
      ref,
      workload: options.workload(),
      source: '',
      windowSeconds,
      stepSeconds,
      readAt: null,
      times: [],
      charts: [],
      failure: null
    }
    onView(view)
    const read = async (): Promise<void> => {
      try {
        const found = await readWindow(options, windowSeconds, abort)
        if (found === null) return
        view = { ...view, ...found, failure: null }
      } catch (error) {
        view = { ...view, failure: asFailure(error) }
      }
      if (!abort.aborted) onView(view)
    }
    const pauseMs = (): number =>
      options.prometheus() === null ? sourcePollMs : pollMs(clock, stepSeconds * 1_000, leastRealMs)
    void repeat(read, pauseMs, abort)
  }

  return {
    look,
    leave() {
      looking.abort()
      onView(null)
    }
  }
}
