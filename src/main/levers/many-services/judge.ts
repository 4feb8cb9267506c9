import { formatExpected } from '../../../contract/words/format-duration.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { estimateRollout } from '../../providers/kubernetes/rollout-estimate.ts'
import { podsEffectMs } from '../plan-frame/index.ts'
import { servicesText } from './choice.ts'
import { isIll } from './stand.ts'
import { going, select, unmeasured, type Row, type Selection } from './select.ts'

type Stand = Pick<Judgement, 'state' | 'reason' | 'choice' | 'takesEffectMs'>

/** How rolling several services back together stands: it is for more than one that is ill, and only then. */
export function judgeMany(world: World): Judgement {
  const selection = select(world)
  const stand: Stand =
    selection === null || selection.rows.length < 2
      ? { state: 'notHere', reason: '', choice: null, takesEffectMs: null }
      : standOf(world, selection)
  return {
    ...stand,
    reversible: 'yes',
    leaves: [],
    present: { state: 'absent', reason: '', observedAt: world.now.toISOString() },
    optionsTitle: 'Services of the namespace',
    picks: 'several'
  }
}

function standOf({ ref }: World, selection: Selection): Stand {
  const goes = going(selection)
  const [first, ...more] = goes
  const changed = `${selection.rows.length} services changed since ${clockText(selection.sinceMs)}`
  const unknown = unmeasured(selection)
  const besides = unknown === 0 ? '' : ` Of ${unknown} the errors are not known.`
  if (!first)
    return {
      // What nobody has measured may be ill, and then it is needed.
      state: unknown === 0 ? 'notNeeded' : 'unknown',
      reason: `${changed}; ${nobodyGoes(selection)}${besides}`,
      choice: null,
      takesEffectMs: null
    }
  if (more.length === 0) {
    const { name } = first.neighbour.row.ref
    const reason = `${changed}, and only ${name} is ill: it goes back alone, and what is well stays.${besides}`
    return { state: 'notNeeded', reason, choice: null, takesEffectMs: null }
  }
  const takesEffectMs = podsEffectMs(Math.max(...goes.map(expectedMs)), goes.length)
  const choice = {
    services: servicesText(goes.map(({ neighbour }) => ({ name: neighbour.row.ref.name, revision: null })))
  }
  const stays = selection.rows.length - goes.length + selection.unchanged
  const reason = `${changed}; ${goes.length} of them are ill and go back together, ${stays} stay. The slowest takes ${formatExpected(takesEffectMs)}.${besides}`
  // For a service that is none of them, its own levers come first.
  const isOne = goes.some(({ neighbour }) => neighbour.row.ref.name === ref.name)
  return { state: isOne ? 'fits' : 'possible', reason, choice, takesEffectMs }
}

/** One that is ill and stays, such as the target of a Canary, is not called well, and neither is what nobody has measured. */
function nobodyGoes({ rows }: Selection): string {
  const ill = rows.filter(({ neighbour }) => isIll(neighbour.row))
  if (ill.length > 0) {
    const told = ill.slice(0, mostTold).map(({ neighbour, stand }) => `${neighbour.row.ref.name} (${stand.reason})`)
    const more = ill.length > mostTold ? ` and ${ill.length - mostTold} more` : ''
    return `${ill.length === 1 ? 'this one is' : 'these are'} ill and cannot simply go back: ${told.join('; ')}${more}.`
  }
  const known = rows.filter(({ neighbour }) => neighbour.row.errorRatio.state === 'known').length
  if (known === rows.length) return 'none of them is ill.'
  return known === 0
    ? 'whether one of them is ill is not known.'
    : `none of the ${known} whose errors are known is ill.`
}

/** So many that are ill and stay are named with why. */
const mostTold = 2

function expectedMs({ neighbour }: Row): number {
  return estimateRollout(neighbour.deployment, []).expectedMs
}

/** `01:44 UTC` */
function clockText(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 16)} UTC`
}
