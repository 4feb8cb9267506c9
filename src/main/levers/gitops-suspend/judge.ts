import type { Judgement, World } from '../../ports/lever.ts'
import { reconcilerText, type ReconcilerName } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { seenReconcilers, type SeenReconciler } from '../../providers/kubernetes/gitops/seen-reconcilers.ts'
import { choiceOf } from './reconciler-choice.ts'

/** What is said of a lever on what puts Git back. */
export interface ReconcilerWords {
  readonly reversible: Judgement['reversible']
  readonly leaves: Judgement['leaves']
  /** Where no mark names a reconciler. */
  readonly nobody: string
  /** Why it may be pulled; the reconcilers are named. */
  readonly reason: (names: string) => string
}

/**
 * How a lever on what puts Git back stands for what is seen.
 * @param holds whether it holds it, or lets it go on
 */
export function judgeReconcilers(
  world: World,
  { reversible, leaves, nobody, reason }: ReconcilerWords,
  holds: boolean
): Judgement {
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
