import { formatExpected } from '../../../contract/words/format-duration.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { estimateRollout } from '../../providers/kubernetes/rollout-estimate.ts'
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
      state: 'notNeeded',
      reason: `${changed}; ${nobodyGoes(selection)}${besides}`,
      choice: null,
      takesEffectMs: null
    }
  if (more.length === 0) {
    const { name } = first.neighbour.row.ref
    const reason = `${changed}, and only ${name} is ill: it goes back alone, and what is well stays.${besides}`
    return { state: 'notNeeded', reason, choice: null, takesEffectMs: null }
  }
  const takesEffectMs = Math.max(...goes.map(expectedMs))
  const choice = {
    services: servicesText(goes.map(({ neighbour }) => ({ name: neighbour.row.ref.name, revision: null })))
  }
  const stays = selection.rows.length - goes.length + selection.unchanged
  const reason = `${changed}; ${goes.length} of them are ill and go back together, ${stays} stay. The slowest takes ${formatExpected(takesEffectMs)}.${besides}`
  // For a service that is none of them, its own levers come first.
  const isOne = goes.some(({ neighbour }) => neighbour.row.ref.name === ref.name)
  return { state: isOne ? 'fits' : 'possible', reason, choice, takesEffectMs }
}

/** One that is ill and stays, such as the target of a Canary, is not called well. */
function nobodyGoes({ rows }: Selection): string {
  const ill = rows.filter(({ neighbour }) => isIll(neighbour.row)).map(({ neighbour }) => neighbour.row.ref.name)
  if (ill.length === 0) return 'none of them is ill.'
  const who = ill.length === 1 ? `${ill.join('')} is ill, and does` : `${ill.join(', ')} are ill, and do`
  return `${who} not go back by this lever: see the levers of each.`
}

function expectedMs({ neighbour }: Row): number {
  return estimateRollout(neighbour.deployment, []).expectedMs
}

/** `01:44 UTC` */
function clockText(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 16)} UTC`
}
