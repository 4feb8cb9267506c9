import * as z from 'zod/mini'
import type { Proven, Proving } from '../../ports/lever.ts'
import { undoFacts } from '../../providers/kubernetes/undo-target.ts'
import { rollbackProof, verifyRollback } from '../deployment-rollback/index.ts'
import { heldChecks } from './hold-first.ts'

/** What proves a rollback beside a held reconciler; `undo` is null where only the reconcilers were left to be changed. */
export const heldProof = z.object({ undo: z.nullable(rollbackProof) })
export type HeldProof = z.infer<typeof heldProof>

/** It is watched on after that: whoever applies the reconciler itself does so at an interval of its own. */
const watchMs = 30 * 60_000

/**
 * Watches the undo as its own lever does, and at its end whether what was held still is: an undo that somebody is about to
 * put back is no recovery.
 * @throws the abort reason.
 */
export async function proveHeldRollback(proving: Proving<HeldProof>): Promise<Proven> {
  const { proof, mutations } = proving
  const undo = mutations.filter(({ facts }) => undoFacts.safeParse(facts).success)
  let kept = await heldChecks(proving)
  const show: Proving['show'] = (checks, phase, detail) => proving.show([...checks, ...kept], phase, detail)
  const undone =
    proof.undo === null || undo.length === 0
      ? null
      : await verifyRollback({ ...proving, proof: proof.undo, mutations: undo, show })
  kept = await heldChecks(proving)
  const checks = [...(undone?.checks ?? []), ...kept]
  const isUndone = undone === null ? undo.length === 0 : undone.proved
  return { checks, proved: isUndone && kept.every(({ blocks }) => !blocks), seen: undone?.seen ?? null, watchMs }
}
