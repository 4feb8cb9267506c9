import { hasFields } from '../../providers/kubernetes/field-change.ts'
import { holdReconciler } from '../../actions/gitops-suspend/index.ts'
import type { Lever, ReadyPlan, World } from '../../ports/lever.ts'
import { seenReconcilers } from '../../providers/kubernetes/gitops/seen-reconcilers.ts'
import { deploymentRollback, judgeRevisions } from '../deployment-rollback/index.ts'
import { heldChoice, heldOptions } from './choice.ts'
import { judgeHeld } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planHeld } from './plan.ts'
import { heldProof, proveHeldRollback, type HeldProof } from './prove.ts'

/** Holds what puts Git back into the cluster, then undoes the workload: in one plan, under one approval. */
export const heldRollback: Lever<HeldProof> = {
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
    return deploymentRollback.stillFits({ ...ready, steps: undo }, world) && isAsPlanned(ready, world)
  },
  planKey: (world) => deploymentRollback.planKey(world),
  prove: proveHeldRollback
}

/** Whether whatever the plan holds, or lets go, still is as it was read; what is not seen says nothing. */
function isAsPlanned({ steps }: ReadyPlan, { objects }: World): boolean {
  const seen = new Map(
    seenReconcilers(objects).flatMap(({ object }) => (object ? [[object.metadata.uid, object]] : []))
  )
  return steps.every((step) => {
    if (step.kind !== 'do' || step.target.api !== 'kubernetes') return true
    const facts = holdReconciler.facts.safeParse(step.facts)
    const object = seen.get(step.target.uid)
    return !facts.success || object === undefined || hasFields(object, facts.data.changes, 'from')
  })
}
