import * as z from 'zod/mini'
import { suspendCanary as action, suspendStep } from '../../actions/canary-suspend/index.ts'
import { at } from '../../lib/json-access.ts'
import type { Lever } from '../../ports/lever.ts'
import { isOnTrial, isPromoting } from '../../providers/flagger/phase.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
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

const id = 'canarySuspend'
const choice = z.strictObject({})

/** Holds everything as it is: Flagger neither goes on with a release nor rolls it back until it is resumed. */
export const canarySuspend: Lever<CanaryProof> = {
  id,
  title: 'Suspend the Canary',
  verb: 'suspend the Canary',
  choice,
  proof: canaryProof,
  knows: {
    actions: [action.id],
    scenarios: { helps: ['canary-failing-10'], refused: ['suspended-and-forgotten'] },
    fidelity: ['kubectl patch canaries.flagger.app NAME --type=merge -p {"spec":{"suspend":true}}'],
    undo: 'canaryResume'
  },
  judge: (world) => judgeCanary(world, standOf),
  options: () => [],
  plan: (request, tools) =>
    planOfCanary(tools, async (fresh) => {
      if (fresh.canary.suspended) return { kind: 'notNeeded', reason: 'The Canary is suspended already.' }
      const step = suspendStep({
        id: 'suspend',
        target: fresh.canaryTarget,
        context: tools.context,
        from: at(fresh.object, 'spec', 'suspend'),
        to: true
      })
      return planSuspension({ lever: id, inverse: 'canaryResume', fresh, step, request, tools })
    }),
  stillFits: canaryFits,
  planKey: canaryKey,
  async prove(proving) {
    const checks = await proveCanary(proving, 'suspension', suspensionChecks(true))
    return { checks, proved: checks.every(({ blocks }) => !blocks), seen: null, watchMs: 0 }
  }
}

function standOf({ canary }: CanarySight): CanaryStand {
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
