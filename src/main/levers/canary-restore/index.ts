import * as z from 'zod/mini'
import type { Lever, World } from '../../ports/lever.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { isPromoting } from '../../providers/flagger/phase.ts'
import { historyOf } from '../../providers/kubernetes/history.ts'
import {
  canaryFits,
  canaryKey,
  canaryProof,
  judgeCanary,
  planOfCanary,
  type CanaryProof,
  type CanaryStand
} from '../canary-frame/index.ts'
import { holdKey, isHeldAsPlanned, withHoldFirst } from '../held-rollback/index.ts'
import { breaksByItself } from './broken-primary.ts'
import { earlierReleases, releaseOptions } from './earlier.ts'
import { leverId } from './lever-id.ts'
import { planRestore } from './plan.ts'
import { proveRestore } from './prove.ts'

const choice = z.strictObject({ revision: z.number().check(z.int(), z.minimum(1)) })

/** A promotion that is older than this has shown what it is. */
const freshForMs = 3_600_000

/**
 * Brings an earlier release back onto the primary, after a bad promotion or beside a rollout of the primary itself that hangs:
 * one rolling update, while a new run would be slow.
 */
export const canaryRestore: Lever<CanaryProof> = {
  id: leverId,
  title: 'Bring the earlier release of the primary back',
  verb: 'bring that release back',
  choice,
  proof: canaryProof,
  knows: {
    actions: ['canary-suspend', 'deployment-undo', 'route-weights', 'gitops-suspend'],
    scenarios: {
      helps: ['bad-promotion', 'promotion-failed', 'skip-analysis-left-on', 'primary-not-ready'],
      refused: ['canary-failing-30']
    },
    fidelity: ['kubectl rollout undo deployment/NAME --to-revision=N'],
    undo: 'the same lever, to the revision that was left'
  },
  judge: (world) => withHoldFirst(world, judgeCanary(world, standOf, 'Releases that were promoted')),
  options: optionsOf,
  plan: (request, tools) =>
    planOfCanary(tools, async (fresh) => {
      const stand = standOf({ ...fresh.sight, canary: fresh.canary })
      if (stand.state === 'notHere' || stand.state === 'notNeeded') return { kind: 'notNeeded', reason: stand.reason }
      const revision = request.choice === null ? null : choice.parse(request.choice).revision
      return planRestore(request, tools, fresh, revision)
    }),
  stillFits: (ready, world) => canaryFits(ready, world) && isHeldAsPlanned(ready, world),
  planKey: (world) => `${canaryKey(world)} ${holdKey(world)}`,
  prove: proveRestore
}

function optionsOf(world: World) {
  let found: ReturnType<typeof releaseOptions> = []
  judgeCanary(world, (sight) => {
    if (isFor(sight)) found = releaseOptions(releasesIn(sight))
    return { state: 'notHere', reason: '' }
  })
  return found
}

function releasesIn({ primary, primaryReplicaSets }: CanarySight) {
  return primary.object === null ? [] : earlierReleases(historyOf(primary.object, primaryReplicaSets))
}

function isFor(sight: Pick<CanarySight, 'canary' | 'primary'>): boolean {
  const { canary } = sight
  const isPromoted = canary.phase === 'Succeeded' || isPromoting(canary.phase) || canary.failed === 'promotion'
  return isPromoted || breaksByItself(sight)
}

function standOf(sight: CanarySight): CanaryStand {
  const { canary, primary } = sight
  if (!isFor(sight))
    return { state: 'notHere', reason: 'Nothing was promoted: the primary has the release from before.' }
  if (primary.object === null) return { state: 'unknown', reason: `The primary ${canary.primary} has not been read.` }
  const [best] = releasesIn(sight)
  if (!best) {
    const reason = `The history of ${canary.primary} has no other release: put the good one back at its source, which Flagger then tries from its first step.`
    return { state: 'impossible', reason }
  }
  const leaves = ['Resume the Canary', 'The bad release in its source']
  if (breaksByItself(sight)) {
    const reason = `A rollout of ${canary.primary} itself hangs (${primary.notReady ?? ''}), and Flagger looks at nothing until it is ready. Revision ${best.revision}, which it had before, comes back, and then all traffic goes to it.`
    return { state: 'fits', reason, takesEffectMs: 60_000, leaves, choice: { revision: best.revision } }
  }
  const reason = `Revision ${best.revision} of ${canary.primary} was promoted before and differs: one rolling update brings it back.`
  const isOld = canary.phase === 'Succeeded' && ageMs(sight) > freshForMs
  return {
    state: isOld ? 'possible' : 'fits',
    reason,
    takesEffectMs: 60_000,
    leaves,
    choice: { revision: best.revision }
  }
}

/** How long the phase has been what it is, by when the primary was written last; 0 where nothing says so. */
function ageMs({ canary, now }: CanarySight): number {
  const sinceMs = Date.parse(canary.condition?.sinceAt ?? '')
  return Number.isNaN(sinceMs) ? 0 : now.getTime() - sinceMs
}
