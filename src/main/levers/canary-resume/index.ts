import * as z from 'zod/mini'
import { suspendCanary as action, suspendStep } from '../../actions/canary-suspend/index.ts'
import type { Lever } from '../../ports/lever.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { isOnTrial } from '../../providers/flagger/phase.ts'
import {
  canaryFits,
  canaryKey,
  canaryProof,
  judgeCanary,
  planOfCanary,
  planSuspension,
  proveCanary,
  suspensionChecks,
  type CanaryProof,
  type CanaryStand
} from '../canary-frame/index.ts'

const id = 'canaryResume'
const choice = z.strictObject({})

/** Lets Flagger act on a suspended Canary again: it settles what a suspension owes. */
export const canaryResume: Lever<CanaryProof> = {
  id,
  title: 'Resume the Canary',
  verb: 'resume the Canary',
  choice,
  proof: canaryProof,
  knows: {
    actions: [action.id],
    scenarios: { helps: ['suspended-and-forgotten'], refused: ['canary-failing-30'] },
    fidelity: ['kubectl patch canaries.flagger.app NAME --type=merge -p {"spec":{"suspend":false}}'],
    undo: 'canarySuspend'
  },
  judge: (world) => judgeCanary(world, standOf),
  options: () => [],
  plan: (request, tools) =>
    planOfCanary(tools, async (fresh) => {
      if (!fresh.canary.suspended) return { kind: 'notNeeded', reason: 'The Canary is not suspended.' }
      const step = suspendStep({
        id: 'resume',
        target: fresh.canaryTarget,
        context: tools.context,
        from: true,
        to: false
      })
      return planSuspension({ lever: id, inverse: 'canarySuspend', fresh, step, request, tools })
    }),
  stillFits: canaryFits,
  planKey: canaryKey,
  async prove(proving) {
    const checks = await proveCanary(proving, 'suspension', suspensionChecks(false))
    return { checks, proved: checks.every(({ blocks }) => !blocks), seen: null, watchMs: 0 }
  }
}

function standOf({ canary }: CanarySight): CanaryStand {
  if (!canary.suspended) return { state: 'notHere', reason: 'The Canary is not suspended.' }
  if (isOnTrial(canary.phase)) {
    const reason =
      'A release is on trial: resumed, Flagger goes on with it, from its first step where all traffic is on the primary. Abort it instead, which resumes as well.'
    return { state: 'possible', reason }
  }
  if (canary.skipsAnalysis) {
    const reason = 'skipAnalysis is set: resumed, what stands in the target is promoted without any check.'
    return { state: 'possible', reason }
  }
  const reason =
    'While it is suspended no release is tried and nothing rolls back: resume it once the bad release is out of its source.'
  return { state: 'offered', reason, takesEffectMs: canary.intervalMs }
}
