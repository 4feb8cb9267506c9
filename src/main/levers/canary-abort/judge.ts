import type { Judgement, World } from '../../ports/lever.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { measuredEffectMs } from '../plan-frame/index.ts'
import { judgeCanary, type CanaryStand } from '../canary-frame/judge.ts'
import { abortShape } from './abort-shape.ts'
import { optionsTitle } from './choice.ts'

/** Where upstream says what keeps a run from being aborted. */
export const notAbortedBy = 'fluxcd/flagger pkg/controller/scheduler.go advanceCanary'

/** How aborting a release on trial stands for what is seen. */
export function judgeCanaryAbort(world: World): Judgement {
  return judgeCanary(world, (sight) => endOfHeld(standOf(sight), sight, world), optionsTitle)
}

/** A release that was taken from its users and is held is not over, though nothing asks for a change: its end is offered. */
function endOfHeld(stand: CanaryStand, { canary }: CanarySight, { verdict }: World): CanaryStand {
  if (stand.state !== 'fits' || !canary.suspended || verdict?.level !== 'hold') return stand
  const reason = `${canary.name} is suspended with a release on trial: it is rolled back and resumed, and its target is put back.`
  return { ...stand, state: 'offered', reason }
}

function standOf(sight: CanarySight): CanaryStand {
  const shape = abortShape(sight)
  if (shape.kind === 'not')
    return { state: shape.state, reason: shape.reason, ...(shape.state === 'refused' ? { source: notAbortedBy } : {}) }
  const { canary, hung } = sight
  const at = `${canary.name} is on trial with ${canary.failedChecks} of ${canary.threshold} checks failed`
  const leaves = ['The release in its source']
  if (!shape.movesTraffic)
    return {
      state: 'fits',
      reason: `${at}; Flagger takes its users off it at the next check.`,
      takesEffectMs: canary.intervalMs,
      leaves
    }
  if (shape.order === 'trafficOnly')
    return {
      state: 'fits',
      reason:
        hung === null
          ? `${at}, and Flagger does not react: its traffic is moved, and it is put back.`
          : `${hung.text} It is done without Flagger: its traffic is moved, and it is put back.`,
      takesEffectMs: measuredEffectMs.byWeights,
      leaves: [
        ...leaves,
        hung === null
          ? 'Flagger, which may go on once it is back'
          : 'Flagger, which rolls back itself once its write is taken'
      ]
    }
  return {
    state: 'fits',
    reason: `${at}: all traffic to the primary at once, and rolled back at the next check.`,
    takesEffectMs: measuredEffectMs.byWeights,
    leaves
  }
}
