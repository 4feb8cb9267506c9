import type { Check } from '../../../contract/index.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { wellSince, type WellSince } from './well-since.ts'

const everyMs = 5_000
/** For how long all of it has to be so, and within which time it has to become so, by the clock of the place. */
export const heldMs = 30_000
const withinMs = 5 * 60_000
const watchMs = 30 * 60_000

/**
 * Looks until all checks have been so for a while.
 * @param phase id of the one phase of the proof
 * @throws the abort reason.
 */
export async function proveHeld<P>(
  { place, abort, show }: Proving<P>,
  {
    look,
    phase,
    seen
  }: { readonly look: () => Promise<readonly Check[]>; readonly phase: string; readonly seen: Proven['seen'] }
): Promise<Proven> {
  const { clock } = place
  const startedMs = clock.now().getTime()
  let well: WellSince | null = null
  for (;;) {
    const beganMs = clock.now().getTime()
    const checks = await look()
    const nowMs = clock.now().getTime()
    const isWell = checks.every(({ blocks }) => !blocks)
    well = wellSince(well, { beganMs, endedMs: nowMs, isWell }, clock.speed)
    show(checks, phase, checks.findLast(({ status }) => status !== 'True')?.evidence ?? 'Both say so')
    const isHeld = well.sinceMs !== null && nowMs - well.sinceMs >= heldMs
    const isLate = !isWell && nowMs - startedMs >= withinMs
    if (isHeld || isLate) return { checks, proved: isHeld, seen, watchMs }
    await clock.sleep(everyMs, abort)
  }
}
