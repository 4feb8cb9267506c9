import type { Judgement, World } from '../../ports/lever.ts'
import type { Canary } from '../../providers/flagger/canary.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { isAtRest } from '../../providers/flagger/phase.ts'
import { judgeCanary, type CanaryStand } from '../canary-frame/judge.ts'

/** Where upstream says what becomes of the rest. */
export const deletionSource =
  'fluxcd/flagger pkg/controller/finalizer.go finalize; kubernetes pkg/controller/garbagecollector'

/** How deleting the Canary of a service stands for what is seen. */
export function judgeDeletion(world: World): Judgement {
  return judgeCanary(world, standOf)
}

function standOf(sight: CanarySight): CanaryStand {
  const refusal = refusedDeletion(sight.canary, sight)
  if (refusal !== null) return { state: 'refused', reason: refusal, source: deletionSource }
  if (sight.canary.failed === 'analysis' && sight.liveness.state !== 'dead')
    return {
      state: 'notNeeded',
      reason: 'Flagger has rolled back by itself, and nothing is on its way: it does what it is for.'
    }
  const reason = 'Rarely the right one: suspending it stops Flagger as well, and can be taken back.'
  return { state: 'offered', reason, reversible: 'no', leaves: ['Releases of this service without any analysis'] }
}

/** Why it may not be deleted now; null where what it owns stays and serves. */
export function refusedDeletion(canary: Canary, { primary }: Pick<CanarySight, 'primary'>): string | null {
  if (canary.revertsOnDeletion)
    return `revertOnDeletion is set: Flagger would send all traffic to ${canary.target.name} as it is, whatever is deleted with it.`
  if (canary.failed === 'promotion')
    return `Its promotion failed and ${canary.target.name} serves: without Flagger nothing brings its routes back.`
  if (!isAtRest(canary.phase))
    return 'A release is on its way: its weights would stay as they are, with nobody to roll it back. Abort it first.'
  if (!primary.serves) return `The primary ${canary.primary} is not ready, and is all that serves.`
  return null
}
