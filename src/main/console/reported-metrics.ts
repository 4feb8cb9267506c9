import { asFailure, type Failure, type LinkView } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'

export interface ReportedMetricsOptions {
  readonly clock: Clock
  readonly onLink: (link: LinkView) => void
  /** After it no failure is told any more. */
  readonly abort: AbortSignal
}

/**
 * Wraps metrics so that the header is told how fresh their answers are, and that there are none. When the source last answered stays beside every
 * failure after it, also when it is found anew in between.
 */
export function reportedMetrics({ clock, onLink, abort }: ReportedMetricsOptions) {
  let lastOkAt: string | undefined
  async function told<T>(asking: Promise<T>): Promise<T> {
    try {
      const answer = await asking
      lastOkAt = clock.now().toISOString()
      onLink({ id: 'prometheus', state: 'ok', lastOkAt })
      return answer
    } catch (error) {
      lost(asFailure(error))
      throw error
    }
  }
  /** Nothing answers that could be asked, and why. */
  function lost(failure: Failure): void {
    if (!abort.aborted) onLink({ id: 'prometheus', state: 'failing', failure, ...(lastOkAt ? { lastOkAt } : {}) })
  }
  const of = (served: ServiceMetrics): ServiceMetrics => ({
    name: served.name,
    reachMs: () => served.reachMs(),
    namespace: (...args) => told(served.namespace(...args)),
    // It fails also where an answer says nothing: the others tell whether there is one.
    requestRates: (...args) => served.requestRates(...args),
    flaggerMeasured: (...args) => served.flaggerMeasured(...args),
    // What was long ago may be refused by a store that answers for now.
    service: (ref, at, abort) =>
      at === undefined ? told(served.service(ref, at, abort)) : served.service(ref, at, abort),
    history: (...args) => told(served.history(...args))
  })
  return { of, lost }
}
