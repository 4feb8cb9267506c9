import type { TrafficProfile } from '../../ports/azure.ts'

/** From an accepted change until the name servers answer by it: seconds, and no figure is promised. */
const propagationMs = 60_000

/** How long the parts of a failover may take, milliseconds, by what the profile says of itself. */
export function regionBudgets({ probe, ttlSeconds }: Pick<TrafficProfile, 'probe' | 'ttlSeconds'>) {
  const { intervalSeconds, timeoutSeconds } = probe
  return {
    /** Until Traffic Manager has found an endpoint well. */
    wellMs: (2 * intervalSeconds + timeoutSeconds) * 1_000 + 60_000,
    /** How long that usually takes. */
    wellUsuallyMs: (intervalSeconds + 5) * 1_000,
    /** Until the name servers of the zone say so. */
    movedMs: propagationMs,
    /** Until those who remember have forgotten. */
    forgottenMs: ttlSeconds * 1_000 + propagationMs
  }
}
