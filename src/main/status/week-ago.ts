import type { ServiceRef } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ServiceMetrics, ServiceSignals } from '../ports/metrics.ts'

const weekMs = 7 * 24 * 60 * 60_000
/** The hour of the week is the same for so long; asked again after it. */
const everyMs = 10 * 60_000

/** What was measured a week ago, as it was read last. */
export interface WeekAgo {
  /**
   * Reads it of a workload, at most every ten minutes; a store that keeps less than a week answers with nothing.
   * @throws FailureError when Prometheus does not answer
   */
  read(metrics: Pick<ServiceMetrics, 'service'>, ref: ServiceRef, abort: AbortSignal): Promise<void>
  /** Of that workload; null while nothing is known. */
  of(ref: ServiceRef): ServiceSignals | null
}

/** The same queries at the same hour of the same weekday one week ago: the second opinion of what is normal. */
export function createWeekAgo(clock: Pick<Clock, 'now'>): WeekAgo {
  let found: { readonly name: string; readonly signals: ServiceSignals } | null = null
  let asked: { readonly name: string; readonly atMs: number } | null = null
  return {
    async read(metrics, ref, abort) {
      const nowMs = clock.now().getTime()
      if (asked?.name === ref.name && nowMs - asked.atMs < everyMs) return
      asked = { name: ref.name, atMs: nowMs }
      const signals = await metrics.service(ref, new Date(nowMs - weekMs).toISOString(), abort)
      found = { name: ref.name, signals }
    },
    of: (ref) => (found?.name === ref.name ? found.signals : null)
  }
}
