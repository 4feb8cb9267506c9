import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { isOnTrial } from '../../providers/flagger/phase.ts'
import type { CanaryStand } from '../canary-frame/judge.ts'

/** How resuming a Canary stands for what is seen of it. */
export function resumeStand({ canary }: CanarySight): CanaryStand {
  if (!canary.suspended) return { state: 'notHere', reason: 'The Canary is not suspended.' }
  const { failedChecks, threshold } = canary
  if (isOnTrial(canary.phase) && !canary.skipsAnalysis && failedChecks >= threshold) {
    // upstream-facts.md, `suspend-and-drain`
    const reason = `${failedChecks} of ${threshold} checks have failed: resumed, Flagger rolls the release back at its next check. Aborting does that as well, and puts the target back and proves it.`
    return { state: 'offered', reason }
  }
  if (isOnTrial(canary.phase)) {
    const reason =
      'A release is on trial: resumed, Flagger goes on with it, from its first step where all traffic is on the primary. Abort it instead, which resumes as well.'
    return { state: 'offered', reason }
  }
  if (canary.skipsAnalysis) {
    const reason = 'skipAnalysis is set: resumed, what stands in the target is promoted without any check.'
    return { state: 'offered', reason }
  }
  const reason =
    'While it is suspended no release is tried and nothing rolls back: resume it once the bad release is out of its source.'
  return { state: 'offered', reason, takesEffectMs: canary.intervalMs }
}
