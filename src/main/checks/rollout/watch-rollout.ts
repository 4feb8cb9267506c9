import { asFailure } from '../../../contract/index.ts'
import type { Clock } from '../../ports/clock.ts'
import { lookAtRollout, type RolloutLook } from './look-at-rollout.ts'
import { pause } from '../../lib/pause.ts'
import { readDeployment } from '../../providers/kubernetes/read-deployment.ts'
import { createRolloutWait } from './rollout-wait.ts'

const everyMs = 1_000
/** A deadline that was exceeded before our change can be read for a moment after it. */
const stuckInARow = 3
/** When the time is up one look still has to succeed; so many may fail before, as after a computer's sleep. */
const lateTries = 5

/**
 * Polls until the rollout is complete and all its pods are ready.
 * @returns when that was; null when it failed or its time was up, which only a look after that time says.
 * @throws the abort reason.
 */
export async function watchRollout(
  look: RolloutLook,
  expectedMs: number,
  clock: Clock,
  publish: () => void
): Promise<Date | null> {
  const { reader, undo, abort, board } = look
  const wait = createRolloutWait(clock, expectedMs)
  let stuck = 0
  let failedLate = 0
  for (;;) {
    abort.throwIfAborted()
    // Asked before the reading: who slept past the limit has not seen yet what came of the rollout.
    const isLate = wait.isOver()
    try {
      const deployment = await readDeployment(reader, undo.facts, abort)
      wait.saw(deployment)
      const state = await lookAtRollout(look, deployment)
      if (state === 'complete') return clock.now()
      stuck = state === 'stuck' ? stuck + 1 : 0
      if (state === 'over' || stuck >= stuckInARow) return null
      if (isLate && wait.isOver()) return null
    } catch (error) {
      abort.throwIfAborted()
      board.set('rollout', 'Unknown', `Not readable: ${asFailure(error).message}`)
      if (isLate) failedLate += 1
      if (failedLate >= lateTries) return null
    }
    publish()
    await pause(clock, everyMs, abort)
  }
}
