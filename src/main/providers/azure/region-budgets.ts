import type { TrafficProfile } from '../../ports/azure.ts'

/** From an accepted change until the name servers answer by it: seconds, and no figure is promised. */
const propagationMs = 60_000

/** Until those have forgotten who remember for so many seconds, milliseconds. */
export function forgottenMs(seconds: number, speed = 1): number {
  return seconds * 1_000 + propagationMs + travelMs(speed)
}

function travelMs(speed: number): number {
  return 5_000 * Math.max(0, speed - 1)
}

/**
 * How long the parts of a failover may take, milliseconds, by what the profile says of itself. A reading travels in real
 * time: the faster a drill runs, the more of its time passes on the way, and 5 real seconds of it do not count.
 */
export function regionBudgets({ probe }: Pick<TrafficProfile, 'probe'>, speed = 1) {
  const { intervalSeconds, timeoutSeconds } = probe
  return {
    /** Until Traffic Manager has found an endpoint well. */
    wellMs: (2 * intervalSeconds + timeoutSeconds) * 1_000 + 60_000 + travelMs(speed),
    /** How long that usually takes. */
    wellUsuallyMs: (intervalSeconds + 5) * 1_000,
    /** Until the name servers of the zone say so. */
    movedMs: propagationMs + travelMs(speed)
  }
}
