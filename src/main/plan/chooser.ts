import { asksForChange, isMeasured, type LeverView, type Verdict } from '../../contract/index.ts'
import type { Judgement, Lever, Levers, World } from '../ports/lever.ts'

/**
 * All levers side by side, as each judges itself; pure. One is recommended at most: the first that is urgent, and else only
 * under a verdict that asks for it: of those that fit the one that takes effect first, else the first of the registry.
 */
export function judgeAll(levers: Levers, world: World): readonly LeverView[] {
  const { ref } = world
  const judged = [...levers.values()]
    .filter(({ kinds = [] }) => ref.kind === undefined || kinds.includes(ref.kind))
    .map((lever) => ({ lever, judgement: lever.judge(world) }))
    .filter(({ judgement }) => judgement.state !== 'notHere')
  const fitting = asksForChange(world.verdict?.level)
    ? judged
        .filter(({ judgement }) => judgement.state === 'fits')
        .toSorted((a, b) => (a.judgement.takesEffectMs ?? Infinity) - (b.judgement.takesEffectMs ?? Infinity) || 0)
    : []
  const [best] = [...judged.filter(({ judgement }) => judgement.state === 'urgent'), ...fitting]
  return judged.map((one) => viewOf(one.lever, one.judgement, world, one === best))
}

function viewOf(lever: Lever, judgement: Judgement, world: World, isBest: boolean): LeverView {
  const { state, choice: _planned, ...rest } = judgement
  const { id, title, verb } = lever
  const view = { ...rest, id, title, verb, options: lever.options(world) }
  if (isBest) return { ...view, state: 'recommended', ...(state === 'urgent' ? { urgent: view.reason } : {}) }
  const { verdict } = world
  if (verdict?.level === 'hold' && (state === 'fits' || state === 'possible'))
    return { ...view, state: 'notNeeded', reason: 'Nothing that is measured asks for a change.' }
  if (state !== 'fits') return { ...view, state: states[state] }
  if (verdict?.level === 'wait')
    return { ...view, state: 'possible', reason: 'Wait for a clean reading before you decide.' }
  if (verdict?.level === 'watch') return { ...view, state: 'possible', reason: calmReason(verdict) }
  return { ...view, state: 'possible' }
}

function calmReason(verdict: Verdict): string {
  return isMeasured(verdict)
    ? 'Nothing that is measured asks for a change so far.'
    : 'Nothing is measured that could ask for a change.'
}

const states = {
  urgent: 'possible',
  possible: 'possible',
  needsChoice: 'needsChoice',
  refused: 'refused',
  notNeeded: 'notNeeded',
  impossible: 'failed',
  unknown: 'possible',
  offered: 'possible',
  notHere: 'notNeeded'
} as const satisfies Record<Exclude<Judgement['state'], 'fits'>, LeverView['state']>
