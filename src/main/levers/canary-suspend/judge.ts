import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { isOnTrial, isPromoting } from '../../providers/flagger/phase.ts'
import type { CanaryStand } from '../canary-frame/judge.ts'

/** How suspending a Canary stands for what is seen of it. */
export function suspendStand({ canary }: CanarySight): CanaryStand {
  const leaves = ['Resume the Canary, with the bad release out of its source']
  if (canary.suspended) return { state: 'notNeeded', reason: 'The Canary is suspended already.' }
  if (isOnTrial(canary.phase) && canary.skipsAnalysis) {
    const reason = 'skipAnalysis is set: the next check promotes the release. Suspended, it stays where it is.'
    return { state: 'fits', reason, leaves: [...leaves, 'skipAnalysis, which has to go first'], takesEffectMs: 1_000 }
  }
  if (isOnTrial(canary.phase)) {
    const reason =
      'Holds the release at its present weight: its share of the users stays on it, and the automatic rollback does not come either.'
    return { state: 'possible', reason, leaves, takesEffectMs: 1_000 }
  }
  if (isPromoting(canary.phase)) {
    const reason =
      'Freezes a promotion half-way, with the new template on the primary already: bring the primary back instead.'
    return { state: 'possible', reason, leaves, takesEffectMs: 1_000 }
  }
  const reason = 'Nothing is being released: it only keeps the next change from being tried.'
  return { state: 'possible', reason, leaves, takesEffectMs: 1_000 }
}
