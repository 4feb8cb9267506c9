import { asFailure } from '../../contract/index.ts'
import { defaultProgressDeadlineSeconds, progressDeadlineSeconds } from '../lib/rollout-status.ts'
import type { Clock } from '../ports/clock.ts'
import { lookAtRollout, type RolloutLook } from './look-at-rollout.ts'
import { pause } from './pause.ts'
import { readTarget } from './read-target.ts'

const everyMs = 1_000
/** The server gets its own progress deadline and this much more. */
const graceMs = 30_000
/** A deadline that was exceeded before our change can be read for a moment after it. */
const stuckInARow = 3

/**
 * Polls until the rollout is complete and all its pods are ready.
 * @returns when that was; null when it failed or its time was up.
 * @throws the abort reason.
 */
export async function watchRollout(look: RolloutLook, clock: Clock, publish: () => void): Promise<Date | null> {
  const { reader, subject, abort, board } = look
  const began = clock.now().getTime()
  let deadlineSeconds = defaultProgressDeadlineSeconds
  let stuck = 0
  while (clock.now().getTime() <= began + deadlineSeconds * 1_000 + graceMs) {
    abort.throwIfAborted()
    try {
      const deployment = await readTarget(reader, subject, abort)
      deadlineSeconds = progressDeadlineSeconds(deployment)
      const state = await lookAtRollout(look, deployment)
      if (state === 'complete') return clock.now()
      stuck = state === 'stuck' ? stuck + 1 : 0
      if (state === 'over' || stuck >= stuckInARow) return null
    } catch (error) {
      abort.throwIfAborted()
      board.set('rollout', 'Unknown', `Not readable: ${asFailure(error).message}`)
    }
    publish()
    await pause(clock, everyMs, abort)
  }
  return null
}
