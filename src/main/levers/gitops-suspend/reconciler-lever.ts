import { holdReconciler as action } from '../../actions/gitops-suspend/index.ts'
import type { Judgement, Lever } from '../../ports/lever.ts'
import { reconcilerText } from '../../providers/kubernetes/gitops/reconcilers.ts'
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
export interface ReconcilerLever extends Pick<Lever, 'id' | 'title' | 'verb'> {
  readonly knows: Omit<Lever['knows'], 'actions'>
  readonly reversible: Judgement['reversible']
  readonly leaves: Judgement['leaves']
  /** Where no mark names a reconciler. */
  readonly nobody: string
  /** Where several do, and none was chosen. */
  readonly several: string
  /** Why it may be pulled; the reconcilers are named. */
  readonly reason: (names: string) => string
  readonly direction: (chosen: ReconcilerChoice | null) => Direction
}

/** A lever on what puts Git back into the cluster. */
export function reconcilerLever(lever: ReconcilerLever): Lever<ReconcilerProof> {
  const { id, title, verb, knows, reversible, leaves, nobody, several, reason, direction } = lever
  return {
    id,
    title,
    verb,
    choice: reconcilerChoice,
    proof: reconcilerProof,
    knows: { ...knows, actions: [action.id] },
    judge(world) {
      const names = reconcilersIn(world)
      const about = {
        takesEffectMs: null,
        reversible,
        leaves,
        present: { state: 'absent', reason: 'It moves no pods', observedAt: world.now.toISOString() },
        optionsTitle: 'Applied by'
      } as const
      const [first, ...more] = names
      if (!first) return { ...about, state: 'notHere', reason: nobody, choice: null }
      const said = { ...about, reason: reason(names.map(reconcilerText).join(' and ')) }
      return more.length > 0
        ? { ...said, state: 'needsChoice', choice: null }
        : { ...said, state: 'possible', choice: choiceOf(first) }
    },
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
