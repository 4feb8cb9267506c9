import type { Proven, Proving } from '../../ports/lever.ts'
import { verifyRollback, type RollbackProof } from '../deployment-rollback/index.ts'
import { heldChecks } from '../held-rollback/index.ts'

/**
 * Watches the undo, and at its end whether what was held still is: an undo that is about to be put back is no recovery.
 * @throws the abort reason.
 */
export async function proveAbort(proving: Proving<RollbackProof>): Promise<Proven> {
  const undone = await verifyRollback(proving)
  const kept = await heldChecks(proving)
  return {
    ...undone,
    checks: [...undone.checks, ...kept],
    proved: undone.proved && kept.every(({ blocks }) => !blocks)
  }
}
