import { holdReconciler } from '../../actions/gitops-suspend/index.ts'
import type { Lever } from '../../ports/lever.ts'
import { deploymentRollback, judgeRevisions } from '../deployment-rollback/index.ts'
import { replacesPods } from '../plan-frame/index.ts'
import { heldChoice, heldOptions } from './choice.ts'
import { isHeldAsPlanned } from './hold-first.ts'
import { judgeHeld } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planHeld } from './plan.ts'
import { heldProof, proveHeldRollback, type HeldProof } from './prove.ts'

export { heldChecks, holdKey, isHeldAsPlanned, planHoldFirst, type HoldFirst } from './hold-first.ts'

/** Holds what puts Git back into the cluster, then undoes the workload: in one plan, under one approval. */
export const heldRollback: Lever<HeldProof> = replacesPods({
  id: leverId,
  title: 'Hold GitOps, then roll back',
  kinds: ['StatefulSet', 'DaemonSet'],
  verb: 'hold GitOps and roll back',
  choice: heldChoice,
  proof: heldProof,
  knows: {
    actions: [holdReconciler.id, 'deployment-undo', 'pod-delete'],
    scenarios: { helps: ['gitops-puts-back'], refused: ['flagger-owned'] },
    fidelity: [
      'kubectl patch kustomizations.kustomize.toolkit.fluxcd.io NAME --type=merge -p {"spec":{"suspend":true}}',
      'kubectl rollout undo deployment/NAME --to-revision=N'
    ],
    undo: 'undo to the revision that was left, then resume'
  },
  judge: (world) => judgeHeld(world, judgeRevisions(world)),
  options: heldOptions,
  plan: planHeld,
  stillFits(ready, world) {
    const undo = ready.steps.filter(({ id }) => id === 'undo')
    return deploymentRollback.stillFits({ ...ready, steps: undo }, world) && isHeldAsPlanned(ready, world)
  },
  planKey: (world) => deploymentRollback.planKey(world),
  prove: proveHeldRollback
})
