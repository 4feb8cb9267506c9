import type { Judgement, World } from '../../ports/lever.ts'
import { hasRun, replicaSetOf, type Rollout } from '../../providers/kubernetes/argo-rollouts/rollout.ts'
import { withHoldFirst } from '../held-rollback/judge.ts'
import { measuredEffectMs, presentShares } from '../plan-frame/index.ts'
import { replicaSetsIn, rolloutIn } from './situation.ts'
import { isRouteStuck, stuckText } from './stuck-route.ts'

/** How an abort of the Rollout's run stands for what is seen. */
export function judgeAbort(world: World): Judgement {
  const rollout = rolloutIn(world)
  const stand = rollout ? standOf(rollout, world) : ({ state: 'notHere', reason: '' } as const)
  const leaves = ['The release in its source: any later change of the template goes out again']
  return withHoldFirst(world, {
    ...stand,
    choice: stand.state === 'fits' || stand.state === 'offered' ? {} : null,
    takesEffectMs: measuredEffectMs.byRollout,
    reversible: 'hard',
    leaves,
    present: presentShares(world.service),
    optionsTitle: ''
  })
}

function standOf(rollout: Rollout, world: World): Pick<Judgement, 'state' | 'reason'> {
  const { isAborted, step, steps, weight, strategy } = rollout
  if (rollout.isReferring)
    return {
      state: 'impossible',
      reason:
        'Its template is another object: an undo of the Rollout has nothing to write there. Abort it, and undo that one.'
    }
  if (rollout.current === '')
    return { state: 'unknown', reason: 'The Rollout has not been seen by its controller yet.' }
  if (!hasRun(rollout))
    return {
      state: 'impossible',
      reason:
        'No run is on: what is asked for is stable, so there is nothing to abort. An undo from here would start a canary run of the old revision, step by step.'
    }
  const stable = replicaSetOf(rollout, rollout.stable, replicaSetsIn(world))
  if (!stable) return { state: 'impossible', reason: 'The ReplicaSet of its stable revision is not there any more.' }
  if (isAborted)
    return {
      state: 'offered',
      reason: `The run is aborted, and the template still asks for the bad release: it goes back to stable revision ${stable.revision}.`
    }
  const share = strategy === 'canary' && weight !== null ? ` at ${weight} %` : ''
  const where = strategy === 'canary' ? `, step ${step} of ${steps}${share}` : ''
  const reason = `A release is on trial${where}; revision ${stable.revision} is stable and takes everything back.`
  return { state: 'fits', reason: isRouteStuck(rollout, world) ? `${stuckText} ${reason}` : reason }
}
