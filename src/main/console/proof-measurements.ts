import type { Measurements } from '../ports/measurements.ts'
import { createMeasurements } from '../providers/prometheus/index.ts'
import type { EnvironmentSession } from './environment-session.ts'

/**
 * What a run's proof is measured with: the Prometheus of its environment, whichever answers at that moment.
 * @param normalAt when the service was last normal, ISO; null when nobody knows
 */
export function proofMeasurements(session: EnvironmentSession, normalAt: () => string | null): Measurements {
  return {
    async measure(ref, sinceAt, abort) {
      const prometheus = session.prometheus()
      if (prometheus) {
        const now = (): Date => session.clock.now()
        return createMeasurements(prometheus, { now, normalAt }).measure(ref, sinceAt, abort)
      }
      const why = 'Prometheus does not answer'
      return { errorRatio: { why }, p95: { why }, settleMs: 0 }
    }
  }
}
