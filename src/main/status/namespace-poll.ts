import { asFailure, type Observed, type SeriesPoint } from '../../contract/index.ts'
import type { NamespaceReadings, ServiceMetrics } from '../ports/metrics.ts'
import { failedPoll } from './failed-poll.ts'
import { metricsSource, notMeasured } from './metric-signals.ts'
import type { RowsInput } from './service-rows.ts'

/** What metrics say of the workloads of one namespace. */
export interface NamespacePoll {
  /** Asks once; what fails is in `forRows`. Returns whether there was an answer. */
  read(metrics: ServiceMetrics, abort: AbortSignal): Promise<boolean>
  /** Without a source the last numbers do not count: the rows say "unknown", with the reason. */
  forget(): void
  forRows(source: Observed<ServiceMetrics>): Pick<RowsInput, 'readings' | 'missing' | 'lastReadings' | 'pastErrors'>
}

export function createNamespacePoll(namespace: string, now: () => string): NamespacePoll {
  let read: NamespaceReadings | null = null
  let lastReadings: NamespaceReadings['readings'] | null = null
  let polled: Observed<string> | null = null
  let pastErrors: ReadonlyMap<string, readonly SeriesPoint[]> = new Map()
  return {
    async read(metrics, abort) {
      try {
        read = await metrics.namespace(namespace, abort)
        lastReadings = read.readings
        pastErrors = withReadings(pastErrors, read.readings)
        polled = { state: 'value', value: metrics.name, observedAt: now() }
        return true
      } catch (error) {
        polled = failedPoll(polled, asFailure(error), now())
        read = null
        return false
      }
    },
    forget() {
      read = null
      polled = null
    },
    forRows: (source) => ({
      readings: read?.readings ?? new Map(),
      missing: read?.missing ?? notMeasured(metricsSource(source, polled)),
      lastReadings,
      pastErrors
    })
  }
}

/** So long is what was read kept, milliseconds: a change may end a while after it began. */
const keptMs = 5 * 60_000

/** What was read of errors in the last minutes, by workload; each reading once. */
function withReadings(
  past: ReadonlyMap<string, readonly SeriesPoint[]>,
  readings: NamespaceReadings['readings']
): ReadonlyMap<string, readonly SeriesPoint[]> {
  return new Map(
    [...readings].map(([name, { errorRatio }]) => {
      const points = past.get(name) ?? []
      if (errorRatio.state !== 'known' || points.at(-1)?.at === errorRatio.observedAt) return [name, points]
      const fromMs = Date.parse(errorRatio.observedAt) - keptMs
      const kept = points.filter(({ at }) => Date.parse(at) >= fromMs)
      return [name, [...kept, { at: errorRatio.observedAt, value: errorRatio.value }]]
    })
  )
}
