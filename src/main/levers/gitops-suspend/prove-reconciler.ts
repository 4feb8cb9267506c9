import * as z from 'zod/mini'
import type { Check } from '../../../contract/index.ts'
import { asFailure, FailureError, failureOf, targetName } from '../../../contract/index.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { isReconcilerKind } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { reconcilingOf } from '../../providers/kubernetes/gitops/reconciling.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'

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
  const name = `${proof.kind} ${targetName(mutation.target)}`
  const check = (status: Check['status'], evidence: string): Check => ({
    name: 'reconciler',
    title: proof.holds ? `${name} is held` : `${name} goes on`,
    status,
    blocks: status !== 'True',
    evidence,
    observedAt: clock.now().toISOString()
  })
  const untilMs = clock.now().getTime() + settlesWithinMs
  let confirmed = 0
  for (;;) {
    const said = await look()
    show([said], 'held', said.evidence)
    confirmed = said.status === 'True' ? confirmed + 1 : 0
    const isOver = said.status === 'False' || confirmed > 1 || clock.now().getTime() >= untilMs
    if (isOver) return { checks: [said], proved: confirmed > 1, seen: null, watchMs }
    await clock.sleep(looksEveryMs, abort)
  }

  async function look(): Promise<Check> {
    if (!mutation || !isReconcilerKind(proof.kind)) return check('Unknown', 'Not readable')
    try {
      const object = await readObject(place.reader, targetPath(mutation.target), { abort })
      if (object === null) return check('False', `${name} is gone`)
      const { state, text, isApplying } = reconcilingOf(proof.kind, object)
      if ((state === 'held') !== proof.holds) return check('False', `${text} Somebody put it back.`)
      return proof.holds && isApplying
        ? check('Unknown', 'A sync that began before is still under way, and may still change things')
        : check('True', text)
    } catch (error) {
      abort.throwIfAborted()
      return check('Unknown', `Not readable: ${asFailure(error).message}`)
    }
  }
}
