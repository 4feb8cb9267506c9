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
  const readings = () => {
    const prometheus = session.prometheus()
    const { clock } = session
    return (
      prometheus && createProofReadings(prometheus, { now: () => clock.now(), speed: clock.speed, limits, normalAt })
    )
  }
  const why = 'Prometheus does not answer'
  return {
    async measure(ref, sinceAt, abort) {
      return (await readings()?.measure(ref, sinceAt, abort)) ?? { errorRatio: { why }, p95: { why }, reachMs: 0 }
    },
    async requests(namespace, sinceAt, abort) {
      return (await readings()?.requests(namespace, sinceAt, abort)) ?? { rates: { why }, reachMs: 0 }
    }
  }
}
