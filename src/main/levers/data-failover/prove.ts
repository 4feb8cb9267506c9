import type { Proven, Proving } from '../../ports/lever.ts'
import { dataChecks, type DataProof } from '../data-frame/index.ts'

const everyMs = 5_000
/** For how long all of it has to be so, and within which time it has to become so, by the clock of the place. */
const heldMs = 30_000
const withinMs = 5 * 60_000
const watchMs = 30 * 60_000

export const dataPhases = [{ id: 'account', title: 'The account says so, and its gateway answers', expectedMs: heldMs }]

/**
 * Reads the account and asks the gateway of the region that writes, until both have said so for a while.
 * @throws the abort reason.
 */
export async function proveData({ proof, place, abort, show }: Proving<DataProof>): Promise<Proven> {
  const { clock } = place
  const startedMs = clock.now().getTime()
  let wellSinceMs: number | null = null
  for (;;) {
    const checks = await dataChecks(proof, place, abort)
    const nowMs = clock.now().getTime()
    wellSinceMs = checks.every(({ blocks }) => !blocks) ? (wellSinceMs ?? nowMs) : null
    show(checks, 'account', checks.findLast(({ status }) => status !== 'True')?.evidence ?? 'Both say so')
    const isHeld = wellSinceMs !== null && nowMs - wellSinceMs >= heldMs
    const isLate = wellSinceMs === null && nowMs - startedMs >= withinMs
    if (isHeld || isLate) return { checks, proved: isHeld, seen: { writes: proof.to }, watchMs }
    await clock.sleep(everyMs, abort)
  }
}
