import type { Proven, Proving } from '../../ports/lever.ts'
import { heldMs, proveHeld } from '../data-frame/index.ts'
import { postgresChecks, type PostgresProof } from '../postgres-frame/index.ts'

export const switchPhases = [{ id: 'pair', title: 'Both servers say so, and the primary answers', expectedMs: heldMs }]

/**
 * Reads both servers and asks the new primary, until all have said so for a while.
 * @throws the abort reason.
 */
export function proveSwitch(proving: Proving<PostgresProof>): Promise<Proven> {
  const { proof, place, abort } = proving
  const look = () => postgresChecks(proof, place, abort)
  return proveHeld(proving, { look, phase: 'pair', seen: { primary: proof.to.server } })
}
