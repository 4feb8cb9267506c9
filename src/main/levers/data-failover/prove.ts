import type { Proven, Proving } from '../../ports/lever.ts'
import { dataChecks, heldMs, proveHeld, type DataProof } from '../data-frame/index.ts'

export const dataPhases = [{ id: 'account', title: 'The account says so, and its gateway answers', expectedMs: heldMs }]

/**
 * Reads the account and asks the gateway of the region that writes, until both have said so for a while.
 * @throws the abort reason.
 */
export function proveData(proving: Proving<DataProof>): Promise<Proven> {
  const { proof, place, abort } = proving
  const look = () => dataChecks(proof, place, abort)
  return proveHeld(proving, { look, phase: 'account', seen: { writes: proof.to } })
}
