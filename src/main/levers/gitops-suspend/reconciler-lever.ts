import { holdReconciler as action } from '../../actions/gitops-suspend/index.ts'
import type { Lever } from '../../ports/lever.ts'
import { reconcilerText } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { judgeReconcilers, type ReconcilerWords } from './judge.ts'
import { planReconciler, type Direction } from './plan-reconciler.ts'
import { proveReconciler, reconcilerProof, type ReconcilerProof } from './prove-reconciler.ts'
import {
  choiceOf,
  reconcilerChoice,
  reconcilerOptions,
  reconcilersIn,
  type ReconcilerChoice
} from './reconciler-choice.ts'

/** What differs between the lever that holds a reconciler and the one that lets it go on. */
export interface ReconcilerLever extends Pick<Lever, 'id' | 'title' | 'verb'>, ReconcilerWords {
  readonly knows: Omit<Lever['knows'], 'actions'>
  /** Where several do, and none was chosen. */
  readonly several: string
  readonly direction: (chosen: ReconcilerChoice | null) => Direction
}

/** A lever on what puts Git back into the cluster. */
export function reconcilerLever(lever: ReconcilerLever): Lever<ReconcilerProof> {
  const { id, title, verb, knows, nobody, several, direction } = lever
  const { holds } = direction(null)
  return {
    id,
    title,
    verb,
    kinds: ['StatefulSet', 'DaemonSet', 'Rollout'],
    choice: reconcilerChoice,
    proof: reconcilerProof,
    knows: { ...knows, actions: [action.id] },
    judge: (world) => judgeReconcilers(world, lever, holds),
    options: reconcilerOptions,
    async plan(request, tools) {
      const chosen = request.choice === null ? null : reconcilerChoice.parse(request.choice)
      const [first, ...more] = reconcilersIn(tools.world)
      if (chosen) return planReconciler(direction(chosen), chosen, request, tools, true)
      if (!first) return { kind: 'notNeeded', reason: nobody }
      if (more.length > 0) return { kind: 'needsChoice', reason: several }
      return planReconciler(direction(null), choiceOf(first), request, tools, false)
    },
    stillFits: () => true,
    planKey: (world) => reconcilersIn(world).map(reconcilerText).join(' '),
    prove: proveReconciler
  }
}
