import * as z from 'zod/mini'
import { at } from '../../lib/json-access.ts'
import type { Lever } from '../../ports/lever.ts'
import { rollbackProof, type RollbackProof } from '../deployment-rollback/index.ts'
import { holdKey, isHeldAsPlanned } from '../held-rollback/index.ts'
import { judgeAbort } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planAbort } from './plan.ts'
import { proveAbort } from './prove.ts'
import { rolloutIn } from './situation.ts'
import { isRouteStuck } from './stuck-route.ts'

/** Ends the run of an Argo Rollout: the stable revision takes everything back, and the template goes back to it. */
export const rolloutAbort: Lever<RollbackProof> = {
  id: leverId,
  title: 'Abort the Rollout',
  verb: 'abort its run',
  kinds: ['Rollout'],
  choice: z.strictObject({}),
  proof: rollbackProof,
  knows: {
    actions: ['rollout-abort', 'deployment-undo', 'gitops-suspend'],
    scenarios: { helps: ['rollout-failing'], refused: ['bad-deploy'] },
    fidelity: ['kubectl argo rollouts abort NAME', 'kubectl argo rollouts undo NAME --to-revision=N'],
    undo: 'another release, or an undo of the Rollout to the revision that was left'
  },
  judge: judgeAbort,
  options: () => [],
  plan: planAbort,
  stillFits(ready, world) {
    const { basis } = ready
    if (!isHeldAsPlanned(ready, world)) return false
    const rollout = rolloutIn(world)
    if (rollout === null) return true
    const { current, stable, isAborted } = rollout
    return current === at(basis, 'current') && stable === at(basis, 'stable') && isAborted === at(basis, 'isAborted')
  },
  planKey(world) {
    const rollout = rolloutIn(world)
    if (rollout === null) return ''
    const { current, stable, isAborted } = rollout
    // A plan of before is made anew, with the warning.
    const stuck = isRouteStuck(rollout, world) ? ' istiod away' : ''
    return `${current} ${stable} ${isAborted} ${holdKey(world)}${stuck}`
  },
  prove: proveAbort
}
