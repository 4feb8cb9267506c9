import { holdReconciler as action } from '../../actions/gitops-suspend/index.ts'
import type { Judgement, Lever, World } from '../../ports/lever.ts'
import { reconcilerText, type ReconcilerName } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { seenReconcilers, type SeenReconciler } from '../../providers/kubernetes/gitops/seen-reconcilers.ts'
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
  const { holds } = direction(null)
  return {
    id,
    title,
    verb,
    kinds: ['StatefulSet', 'DaemonSet', 'Rollout'],
    choice: reconcilerChoice,
    proof: reconcilerProof,
    knows: { ...knows, actions: [action.id] },
    judge(world) {
      const { names, done } = openAndDone(world, holds)
      const about = {
        takesEffectMs: null,
        reversible,
        leaves,
        present: { state: 'absent', reason: 'It moves no pods', observedAt: world.now.toISOString() },
        optionsTitle: 'Applied by'
      } as const
      const [first, ...more] = names
      if (!first && done !== '') return { ...about, state: 'notNeeded', reason: done, choice: null }
      if (!first) return { ...about, state: 'notHere', reason: nobody, choice: null }
      const said = { ...about, reason: reason(names.map(reconcilerText).join(' and ')) }
      return more.length > 0
        ? { ...said, state: 'needsChoice', choice: null }
        : { ...said, state: holds ? 'possible' : 'offered', choice: choiceOf(first) }
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

/** Of what cannot be read nobody knows that it is held: it may be held, and is not offered to be let go. */
function isRead(state: SeenReconciler['state']): boolean {
  return state !== 'loading' && state !== 'unread'
}

/** Those that are to be changed, or may be, and of those that need no change how they stand. */
function openAndDone(
  world: World,
  holds: boolean
): { readonly names: readonly ReconcilerName[]; readonly done: string } {
  const seen = seenReconcilers(world.objects)
  const isDone = ({ state }: SeenReconciler): boolean =>
    state === 'gone' || (isRead(state) ? (state === 'held') === holds : !holds)
  return {
    names: seen.filter((one) => !isDone(one)).map(({ name }) => name),
    done: seen
      .filter(isDone)
      .map(({ title, text }) => `${title}: ${text}`)
      .join(' ')
  }
}
