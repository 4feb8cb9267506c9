import type { Check } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeReader } from '../ports/kube.ts'
import { createCheckBoard } from './check-board.ts'
import { listPods, lookAtRollout, type RolloutLook } from './look-at-rollout.ts'
import type { Measurements } from './measurements.ts'
import { restartBaseline } from './pods-check.ts'
import { readTarget } from './read-target.ts'
import type { RunSubject } from './run-subject.ts'
import { watchMeasurements } from './watch-measurements.ts'
import { watchRollout } from './watch-rollout.ts'

export interface VerifyOptions {
  readonly reader: KubeReader
  readonly clock: Clock
  readonly measurements: Measurements | null
  readonly subject: RunSubject
  /** When the server took the change, on its own clock. */
  readonly changedAt: string
  readonly abort: AbortSignal
  /** Called when the checks have changed. */
  readonly onChecks: (checks: readonly Check[], phase: 'rollout' | 'proof') => void
}

/**
 * Watches a rollback until it is proved, has failed, or its time is up; only from fresh readings.
 * @throws the abort reason.
 */
export async function verifyRollback(options: VerifyOptions): Promise<readonly Check[]> {
  const { reader, clock, measurements, subject, changedAt, abort, onChecks } = options
  const board = createCheckBoard(clock, subject)
  const publish = (phase: 'rollout' | 'proof') => (): void => onChecks(board.all(), phase)
  publish('rollout')()
  const look: RolloutLook = { reader, subject, changedAt, abort, board, baseline: await restartsBefore(options) }
  const completeAt = await watchRollout(look, clock, publish('rollout'))
  publish('proof')()
  if (!completeAt) {
    board.set('errorRatio', 'Unknown', 'Not judged: the rollout did not finish')
    board.set('latency', 'Unknown', 'Not judged: the rollout did not finish')
    return board.all()
  }
  const watch = { measurements, ref: subject.target.ref, clock, board, completeAt, abort }
  await watchMeasurements(watch, publish('proof'))
  // Much may have happened while errors were measured: the first checks are looked at again.
  await lookAtRollout(look, await readTarget(reader, subject, abort, true))
  publish('proof')()
  return board.all()
}

/** Restarts so far; pods that are not there yet count from zero. */
async function restartsBefore({ reader, subject, abort }: VerifyOptions): Promise<ReadonlyMap<string, number>> {
  try {
    const deployment = await readTarget(reader, subject, abort)
    if (!deployment) return new Map()
    return restartBaseline(await listPods(reader, deployment, subject.target.ref.namespace, abort))
  } catch {
    abort.throwIfAborted()
    return new Map()
  }
}
