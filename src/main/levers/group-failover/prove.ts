import type { Proven, Proving } from '../../ports/lever.ts'
import { heldMs, proveHeld } from '../data-frame/index.ts'
import { groupChecks, type GroupProof } from '../sql-frame/index.ts'

export const groupPhases = [{ id: 'group', title: 'Both servers say so, and the primary answers', expectedMs: heldMs }]

/**
 * Reads the group at both servers and asks the new primary, until all have said so for a while.
 * @throws the abort reason.
 */
export function proveGroup(proving: Proving<GroupProof>): Promise<Proven> {
  const { proof, place, abort } = proving
  const look = () => groupChecks(proof, place, abort)
  return proveHeld(proving, { look, phase: 'group', seen: { primary: proof.to.server } })
}
