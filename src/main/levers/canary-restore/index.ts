import * as z from 'zod/mini'
import type { Lever } from '../../ports/lever.ts'
import { planOfCanary } from '../canary-frame/index.ts'
import { holdKey, isHeldAsPlanned } from '../held-rollback/index.ts'
import { replacesPods } from '../plan-frame/index.ts'
import { restoreFits, restoreKey } from './basis.ts'
import { judgeRestore, restoreOptions, restoreStand } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planRestore } from './plan.ts'
import { proveRestore, restoreProof, type RestoreProof } from './prove.ts'

const choice = z.strictObject({ revision: z.number().check(z.int(), z.minimum(1)) })

/**
 * Brings an earlier release back onto the primary, after a bad promotion or beside a rollout of the primary itself that hangs:
 * one rolling update, while a new run would be slow.
 */
export const canaryRestore: Lever<RestoreProof> = replacesPods({
  id: leverId,
  title: 'Bring the earlier release of the primary back',
  verb: 'bring that release back',
  choice,
  proof: restoreProof,
  knows: {
    actions: ['canary-suspend', 'deployment-undo', 'route-weights', 'gitops-suspend'],
    scenarios: {
      helps: ['bad-promotion', 'promotion-failed', 'skip-analysis-left-on', 'primary-not-ready'],
      refused: ['canary-failing-30']
    },
    fidelity: ['kubectl rollout undo deployment/NAME --to-revision=N'],
    undo: 'the same lever, to the revision that was left'
  },
  judge: judgeRestore,
  options: restoreOptions,
  plan: (request, tools) =>
    planOfCanary(tools, async (fresh) => {
      const stand = restoreStand({ ...fresh.sight, canary: fresh.canary })
      if (stand.state === 'notHere' || stand.state === 'notNeeded') return { kind: 'notNeeded', reason: stand.reason }
      const revision = request.choice === null ? null : choice.parse(request.choice).revision
      return planRestore(request, tools, fresh, revision)
    }),
  stillFits: (ready, world) => restoreFits(ready, world) && isHeldAsPlanned(ready, world),
  planKey: (world) => `${restoreKey(world)} ${holdKey(world)}`,
  prove: proveRestore
})
