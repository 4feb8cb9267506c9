import * as z from 'zod/mini'
import type { Check } from '../../../contract/index.ts'
import { asFailure, FailureError, failureOf, targetName } from '../../../contract/index.ts'
import { lookAtReconciler } from '../../checks/gitops/held-check.ts'
import type { Mutation } from '../../ports/action.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { isReconcilerKind } from '../../providers/kubernetes/gitops/reconcilers.ts'

/** What proves that a reconciler is held, or goes on. */
export const reconcilerProof = z.object({ holds: z.boolean(), kind: z.string() })
export type ReconcilerProof = z.infer<typeof reconcilerProof>

/** How long an operation that was under way is waited for, and how long after it something may still put the field back. */
const settlesWithinMs = 60_000
const looksEveryMs = 5_000
/** It is watched on after that: whoever applies the reconciler itself does so at an interval of its own. */
const watchMs = 30 * 60_000

/** The phase of the proof, as a line of the run. */
export function reconcilerPhases(holds: boolean) {
  return [{ id: 'held', title: holds ? 'It stays held' : 'It goes on', expectedMs: 2 * looksEveryMs }]
}

/**
 * Reads the reconciler until nothing that it applied before is under way, and once more after that: a parent that puts the
 * field back, and a controller that answers an old cache, would not be seen by one reading.
 * @throws the abort reason.
 */
export async function proveReconciler(proving: Proving<ReconcilerProof>): Promise<Proven> {
  const { proof, mutations, place, abort, show } = proving
  const { clock } = place
  const [mutation] = mutations
  if (!mutation || !isReconcilerKind(proof.kind)) {
    throw new FailureError(failureOf('internal', 'The record of this change does not say what was changed.'))
  }
  const untilMs = clock.now().getTime() + settlesWithinMs
  let confirmed = 0
  for (;;) {
    const said = await reconcilerCheck(mutation, proof, place, abort)
    show([said], 'held', said.evidence)
    confirmed = said.status === 'True' ? confirmed + 1 : 0
    const isOver = said.status === 'False' || confirmed > 1 || clock.now().getTime() >= untilMs
    if (isOver) return { checks: [said], proved: confirmed > 1, seen: null, watchMs }
    await clock.sleep(looksEveryMs, abort)
  }
}

/** How what was held, or let go, stands now: what cannot be read is Unknown. @throws the abort reason. */
export async function reconcilerCheck(
  { target }: Pick<Mutation, 'target'>,
  { kind, holds }: ReconcilerProof,
  { reader, clock }: Pick<ReadPlace, 'reader' | 'clock'>,
  abort: AbortSignal
): Promise<Check> {
  const seen = await lookAtReconciler(target, holds, reader, abort).catch((error: unknown) => {
    abort.throwIfAborted()
    return { status: 'Unknown', evidence: `Not readable: ${asFailure(error).message}` } as const
  })
  return {
    ...seen,
    name: 'reconciler',
    title: `${kind} ${targetName(target)} ${holds ? 'is held' : 'goes on'}`,
    blocks: seen.status !== 'True',
    observedAt: clock.now().toISOString()
  }
}
