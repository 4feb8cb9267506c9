import type { Clock } from '../ports/clock.ts'

/**
 * Waits by the console's clock, but at least 100 ms of real time, so that a fast drill is not flooded with reads.
 * @throws the abort reason.
 */
export async function pause(clock: Clock, ms: number, abort: AbortSignal): Promise<void> {
  await clock.sleep(Math.max(ms, 100 * clock.speed), abort)
}
