import * as z from 'zod/mini'
import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import { createCheckBoard, isProof } from '../../checks/check-board.ts'
import { lookAtDrift, type DriftLook } from '../../checks/drift.ts'
import { listPods, lookAtRollout, type RolloutLook } from '../../checks/rollout/look-at-rollout.ts'
import { restartBaseline } from '../../checks/rollout/pods-check.ts'
import { watchRollout } from '../../checks/rollout/watch-rollout.ts'
import { firstPassed } from '../../checks/first-passed.ts'
import { watchMeasurements } from '../../checks/users/watch-measurements.ts'
import { numberAt, stringAt } from '../../lib/json-access.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { readDeployment } from '../../providers/kubernetes/read-deployment.ts'
import { undoFacts, type Undo } from '../../providers/kubernetes/undo-target.ts'

/** How long the service is to be watched after the proof, by the clock of the run's place. */
const watchMs = 30 * 60_000

/** What a proof needs beside what was sent. */
export interface RollbackProof {
  /** How long the rollout was expected to take, milliseconds. */
  readonly expectedMs: number
  /** When the revision last served, ISO; null when that cannot be told. */
  readonly lastServedAt: string | null
  /** When that time began, ISO; null when that cannot be told, and missing in what was recorded before. */
  readonly lastServedFrom?: string | null | undefined
  /** Names of referenced objects that the plan found changed. */
  readonly drifted: readonly string[]
}

export const rollbackProof = z.object({
  expectedMs: z.number(),
  lastServedAt: z.nullable(z.string()),
  lastServedFrom: z.optional(z.nullable(z.string())),
  drifted: z.array(z.string())
})

/** Phases of the proof as lines of the run. */
export function rollbackPhases(expectedMs: number) {
  return [
    { id: 'rollout', title: 'Replace the pods', expectedMs },
    { id: 'errorRatio', title: 'Prove it: pods, errors, latency', expectedMs: 120_000 }
  ]
}

/**
 * Watches a rollback until it is proved, has failed, or its time is up; only from fresh readings.
 * @throws the abort reason.
 */
export async function verifyRollback(proving: Proving<RollbackProof>): Promise<Proven> {
  const { place, proof, changedAt, abort, show } = proving
  const { reader, clock, measurements } = place
  const undo = undoIn(proving)
  const board = createCheckBoard(place)
  const publish = (phase: 'rollout' | 'errorRatio') => (): void => {
    const said = board.all().find(({ name }) => name === phase)
    show(board.all(), phase, said?.evidence ?? '')
  }
  publish('rollout')()
  const lastServed = { fromAt: proof.lastServedFrom ?? null, toAt: proof.lastServedAt }
  const drift: DriftLook = { reader, undo, board, abort, lastServed, drifted: proof.drifted }
  const [baseline] = await Promise.all([restartsBefore(undo, place, abort), lookAtDrift(drift)])
  const look: RolloutLook = { reader, undo, changedAt, abort, board, baseline }
  const seenAt = await watchRollout(look, proof.expectedMs, clock, publish('rollout'))
  const completeAt = seenAt && firstPassed(proving, 'rollout', seenAt)
  publish('errorRatio')()
  const proven = (seen: Proven['seen']): Proven => ({
    checks: board.all(),
    proved: isProof(board.all()),
    seen,
    watchMs
  })
  if (!completeAt) {
    board.set('errorRatio', 'Unknown', 'Not judged: the rollout did not finish')
    board.set('latency', 'Unknown', 'Not judged: the rollout did not finish')
    await lookAtDrift(drift)
    return proven(null)
  }
  const { limits } = place
  const watch = { measurements, ref: undo.facts.ref, clock, limits, board, completeAt, abort }
  await watchMeasurements(watch, publish('errorRatio'))
  // Much may have happened while errors were measured: the first checks are looked at again.
  const [seen] = await Promise.all([lookOnceMore(look), lookAtDrift(drift)])
  publish('errorRatio')()
  return proven(seen)
}

/** A rollback is one undo, whatever goes before or after it. */
function undoIn({ mutations }: Proving<RollbackProof>): Undo {
  const mutation = mutations.find((one) => undoFacts.safeParse(one.facts).success)
  const facts = undoFacts.safeParse(mutation?.facts)
  if (!mutation || !facts.success || mutation.target.api !== 'kubernetes') {
    throw new FailureError(failureOf('internal', 'The record of this rollback does not say what was sent.'))
  }
  return { facts: facts.data, request: mutation.request, uid: mutation.target.uid }
}

/** What cannot be read at the end is Unknown: the rest of the proof is still worth its record. */
async function lookOnceMore(look: RolloutLook): Promise<Proven['seen']> {
  const { reader, undo, abort, board } = look
  try {
    const deployment = await readDeployment(reader, undo.facts, abort, true)
    await lookAtRollout(look, deployment)
    if (!deployment) return null
    return {
      uid: deployment.metadata.uid,
      resourceVersion: stringAt(deployment, 'metadata', 'resourceVersion'),
      generation: numberAt(deployment, 'metadata', 'generation') ?? null
    }
  } catch (error) {
    abort.throwIfAborted()
    const evidence = `Not readable: ${asFailure(error).message}`
    for (const name of ['outcome', 'rollout', 'pods'] as const) board.set(name, 'Unknown', evidence)
    return null
  }
}

/** Restarts so far; pods that are not there yet count from zero. */
async function restartsBefore(
  { facts }: Undo,
  { reader }: ReadPlace,
  abort: AbortSignal
): Promise<ReadonlyMap<string, number>> {
  try {
    const deployment = await readDeployment(reader, facts, abort)
    if (!deployment) return new Map()
    return restartBaseline(await listPods(reader, deployment, facts.ref.namespace, abort))
  } catch {
    abort.throwIfAborted()
    return new Map()
  }
}
