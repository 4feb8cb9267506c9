import type { LeverOption, Observed, Share } from '../../../contract/index.ts'
import { mapObserved } from '../../../contract/index.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { measuredEffectMs } from '../plan-frame/index.ts'
import { pairOptions } from './choice.ts'
import { drainRefusal } from './refusals.ts'
import { naturalChoice, situationIn, type Situation } from './situation.ts'
import { mainShares } from './shares.ts'

type Stand = Pick<Judgement, 'state' | 'reason' | 'source' | 'choice'>

/** How moving requests by weights stands for what is seen. */
export function judgeDrain(world: World): Judgement {
  const situation = situationIn(world)
  return {
    ...(situation === null ? reading : standOf(situation, world)),
    takesEffectMs: measuredEffectMs.byWeights,
    reversible: 'yes',
    leaves: situation === null ? [] : leavesOf(situation),
    present: presentIn(situation, world),
    optionsTitle: 'From, to, and how'
  }
}

/** Most services have no routes: nothing is shown before one is seen. */
const reading: Stand = { state: 'notHere', reason: 'The routes of this service are being read.', choice: null }

export function drainOptions(world: World): readonly LeverOption[] {
  const situation = situationIn(world)
  if (situation === null || drainRefusal(situation) !== null) return []
  const recommended = naturalChoice(situation)
  return situation.pairs.flatMap((pair) => pairOptions(pair, recommended))
}

function standOf(situation: Situation, { ref }: World): Stand {
  const { splits, pairs, natural, seen } = situation
  if (splits.length === 0) {
    const unread = seen.unread.length > 0 ? ` Not all could be read: ${seen.unread[0]}` : ''
    const reason = `No VirtualService or HTTPRoute sends requests to ${ref.name}: there is no weight to set.${unread}`
    return { state: 'notHere', reason, choice: null }
  }
  const refusal = drainRefusal(situation)
  if (refusal !== null)
    return { state: 'refused', reason: `${refusal.lead} ${refusal.reason}`, source: refusal.source, choice: null }
  if (pairs.length === 0)
    return {
      state: 'impossible',
      reason: `Its ${splits.length === 1 ? 'rule has' : 'rules have'} one destination each: a weight changes nothing there.`,
      choice: null
    }
  const [first] = pairs
  if (natural === null && first !== undefined && pairs.every(({ problem }) => problem !== null))
    return { state: 'impossible', reason: first.problem ?? '', choice: null }
  if (natural === null) {
    const reason = `${ref.name} has no requests to give to one other Deployment: choose which way they go.`
    return { state: 'needsChoice', reason, choice: null }
  }
  if (natural.problem !== null) return { state: 'impossible', reason: natural.problem, choice: null }
  const gets =
    natural.share === 0
      ? `${natural.away} gets copies of requests`
      : `${natural.away} gets up to ${Math.round(100 * natural.share)} % of the requests of a rule`
  const reason = `${gets}, and ${natural.into} is ready.`
  return { state: 'fits', reason, choice: naturalChoice(situation) }
}

/** Flagger is suspended first where it writes the weights. */
function leavesOf({ writers }: Situation): readonly string[] {
  const isWritten = writers.some((writer) => writer.kind === 'flagger' && writer.isActive)
  return isWritten ? ['Resume the Canary, with the bad release out of its source'] : []
}

function presentIn(situation: Situation | null, { service }: World): Observed<readonly Share[]> {
  if (situation === null) return { state: 'loading', awaiting: 'the routes', sinceAt: '' }
  return mapObserved(service.deployment, () => mainShares(situation.splits))
}
