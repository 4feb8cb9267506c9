import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { isOnTrial, isPromoting } from '../../providers/flagger/phase.ts'

/** How a run can be aborted, or why not. */
export type AbortShape =
  | {
      readonly kind: 'abort'
      /**
       * `armFirst`: the rollback is armed before any weight is touched, as a check in between would advance again.
       * `trafficFirst`: the target is not ready, so that Flagger looks at neither failed checks nor hooks, and writes no
       * weights either: the target is put back first, and then what is armed fires.
       * `trafficOnly`: nobody is there to roll back, or whoever is has its writes refused.
       */
      readonly order: 'armFirst' | 'trafficFirst' | 'trafficOnly'
      /** Whether its weights say who is on it: those of an A/B run do not, and are written again at each check. */
      readonly movesTraffic: boolean
      /** Whether it has to be resumed for Flagger to roll it back. */
      readonly resumes: boolean
    }
  | { readonly kind: 'not'; readonly state: 'refused' | 'notNeeded' | 'unknown'; readonly reason: string }

/** Pure: by phase, readiness of both workloads, strategy, and whether Flagger is alive. */
export function abortShape(
  sight: Pick<CanarySight, 'canary' | 'target' | 'primary' | 'liveness' | 'hung'>
): AbortShape {
  const { canary, target, primary, liveness, hung } = sight
  const isAlone = liveness.state === 'dead' || hung !== null
  const no = (state: 'refused' | 'notNeeded' | 'unknown', reason: string): AbortShape => ({
    kind: 'not',
    state,
    reason
  })
  if (canary.phase === null)
    return no('unknown', `The phase ${canary.phaseText} of Canary ${canary.name} is not known here.`)
  if (canary.failed === 'promotion')
    return no(
      'refused',
      `The promotion failed, and ${canary.target.name} serves: the primary is the broken one, so nothing may be moved to it.`
    )
  if (canary.phase === 'Failed') return no('notNeeded', 'Flagger has rolled this release back already.')
  if (isPromoting(canary.phase))
    return no(
      'refused',
      'The release is being promoted: the primary has its template already, and neither failed checks nor hooks stop it any more. Bring the primary back instead.'
    )
  if (canary.phase === 'Waiting')
    return no(
      'notNeeded',
      'The release waits for its gate: no user is on it. Leave the gate closed, and put the target back at its source.'
    )
  if (!isOnTrial(canary.phase)) return no('notNeeded', 'No release is on trial.')
  if (canary.skipsAnalysis && !canary.suspended)
    return no(
      'refused',
      'skipAnalysis is set: the next check promotes the release before it counts failed ones. Suspend the Canary at once, and then take skipAnalysis away.'
    )
  if (primary.object === null) return no('unknown', `The primary ${canary.primary} has not been read.`)
  if (!primary.serves)
    return no(
      'refused',
      `The primary is not ready (${primary.notReady ?? 'it has no ready pod'}): all traffic would go to pods that do not answer.`
    )
  return {
    kind: 'abort',
    order: isAlone ? 'trafficOnly' : target.notReady === null ? 'armFirst' : 'trafficFirst',
    movesTraffic: canary.strategy === 'weights' || canary.mirrors,
    resumes: canary.suspended && !isAlone
  }
}
