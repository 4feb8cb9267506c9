import type { Judgement, World } from '../../ports/lever.ts'
import {
  putBackText,
  seenReconcilers,
  type SeenReconciler
} from '../../providers/kubernetes/gitops/seen-reconcilers.ts'

/**
 * How an undo that begins with holding what would put it back stands for what is seen.
 * @param undo how it would stand where nobody puts it back
 */
export function judgeHeld(world: World, undo: Judgement): Judgement {
  const seen = seenReconcilers(world.objects)
  const about = { ...undo, choice: undo.choice && { ...undo.choice, resumes: '' }, leaves: leavesOf(seen) }
  const isKept = seen.some(({ state }) => state !== 'held' && state !== 'gone')
  // Where all of it is held already, the plain undo is this one.
  if (!isKept || undo.state === 'refused') return { ...about, state: 'notHere' }
  const loading = seen.find(({ state }) => state === 'loading')
  if (loading) return { ...about, state: 'unknown', reason: `${loading.title} is being read.` }
  const written = seen.find(({ writtenBy, state }) => writtenBy !== null && state !== 'held')
  if (written) {
    const reason = `${written.writtenBy ?? ''} writes ${written.title} again within seconds: nothing would be held.`
    return { ...about, state: 'impossible', reason }
  }
  if (undo.state !== 'fits' && undo.state !== 'needsChoice') return about
  const reverting = seen.filter(({ state }) => state === 'reverts')
  if (reverting.length === 0) return { ...about, state: 'possible', reason: `${saidOf(seen)} ${undo.reason}` }
  const puts = reverting.map((one) => `${one.title} would put the undo back ${putBackText(one)}`).join(', and ')
  return { ...about, reason: `${puts}: held first, the undo stays. ${undo.reason}` }
}

/** What is to be held: all that is there and is not. */
export function openIn(seen: readonly SeenReconciler[]): readonly SeenReconciler[] {
  return seen.filter(({ state }) => state === 'reverts' || state === 'drifts' || state === 'unread')
}

function saidOf(seen: readonly SeenReconciler[]): string {
  return seen.map(({ title, text }) => `${title}: ${text}`).join(' ')
}

function leavesOf(seen: readonly SeenReconciler[]): readonly string[] {
  return seen.filter(({ state }) => state !== 'gone').map(({ title }) => `Revert in Git, then resume ${title}`)
}

/** A judgement with who would put it back, and what is owed for holding that; as it is where nobody would. Pure. */
export function withHoldFirst(world: World, judgement: Judgement): Judgement {
  const reverting = seenReconcilers(world.objects).filter(({ state }) => state === 'reverts')
  if (reverting.length === 0 || !['fits', 'possible', 'offered', 'needsChoice'].includes(judgement.state))
    return judgement
  const puts = reverting.map((one) => `${one.title} would put it back ${putBackText(one)}`).join(', and ')
  const owed = reverting.map(({ title }) => `Revert in Git, then resume ${title}`)
  return { ...judgement, reason: `${judgement.reason} ${puts}: held first.`, leaves: [...judgement.leaves, ...owed] }
}
