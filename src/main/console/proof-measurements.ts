import type { Limits } from '../ports/limits.ts'
import type { Measurements } from '../ports/measurements.ts'
import { createProofReadings } from '../providers/prometheus/index.ts'
import type { EnvironmentSession } from './environment-session.ts'

/**
 * What a run's proof is measured with: the Prometheus of its environment, whichever answers at that moment.
 * @param normalAt when the service was last normal, ISO; null when nobody knows
 */
export function proofMeasurements(
  session: EnvironmentSession,
  limits: Limits,
  normalAt: () => string | null
): Measurements {
  return {
    async measure(ref, sinceAt, abort) {
      const prometheus = session.prometheus()
      if (prometheus) {
        const { clock } = session
        const options = { now: () => clock.now(), speed: clock.speed, limits, normalAt }
        return createProofReadings(prometheus, options).measure(ref, sinceAt, abort)
      }
      const why = 'Prometheus does not answer'
      return { errorRatio: { why }, p95: { why }, reachMs: 0 }
    }
  }
}
