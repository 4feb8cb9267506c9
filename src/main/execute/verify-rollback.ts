import type { Check } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeReader } from '../ports/kube.ts'
import { createCheckBoard } from './check-board.ts'
import { lookAtDrift } from './drift-check.ts'
import { listPods, lookAtRollout, type RolloutLook } from './look-at-rollout.ts'
import type { Measurements } from './measurements.ts'
import { objectFacts, type ObjectFacts } from './response-facts.ts'
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

/** How a verification ended. */
export interface Verified {
  readonly checks: readonly Check[]
  /** The Deployment as it was read last; null when its rollout did not finish, or when it is gone or not readable. */
  readonly seen: ObjectFacts | null
}

/**
 * Watches a rollback until it is proved, has failed, or its time is up; only from fresh readings.
 * @throws the abort reason.
 */
export async function verifyRollback(options: VerifyOptions): Promise<Verified> {
  const { reader, clock, measurements, subject, changedAt, abort, onChecks } = options
  const board = createCheckBoard(clock)
  const publish = (phase: 'rollout' | 'proof') => (): void => onChecks(board.all(), phase)
  publish('rollout')()
  const [baseline] = await Promise.all([restartsBefore(options), lookAtDrift({ reader, subject, board, abort })])
  const look: RolloutLook = { reader, subject, changedAt, abort, board, baseline }
  const completeAt = await watchRollout(look, clock, publish('rollout'))
  publish('proof')()
  if (!completeAt) {
    board.set('errorRatio', 'Unknown', 'Not judged: the rollout did not finish')
    board.set('latency', 'Unknown', 'Not judged: the rollout did not finish')
    await lookAtDrift(look)
    return { checks: board.all(), seen: null }
  }
  const watch = { measurements, ref: subject.target.ref, clock, board, completeAt, abort }
  await watchMeasurements(watch, publish('proof'))
  // Much may have happened while errors were measured: the first checks are looked at again.
  const [seen] = await Promise.all([lookOnceMore(look), lookAtDrift(look)])
  publish('proof')()
  return { checks: board.all(), seen }
}

/** What cannot be read at the end is Unknown: the rest of the proof is still worth its record. */
async function lookOnceMore(look: RolloutLook): Promise<ObjectFacts | null> {
  const { reader, subject, abort, board } = look
  try {
    const deployment = await readTarget(reader, subject, abort, true)
    await lookAtRollout(look, deployment)
    return deployment && objectFacts(deployment)
  } catch (error) {
    abort.throwIfAborted()
    const evidence = `Not readable: ${asFailure(error).message}`
    for (const name of ['outcome', 'rollout', 'pods'] as const) board.set(name, 'Unknown', evidence)
    return null
  }
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
