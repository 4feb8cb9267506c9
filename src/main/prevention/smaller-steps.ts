import { inUnit } from '../../contract/words/format-measure.ts'
import { exposureMs } from '../providers/flagger/replay.ts'
import type { PreventionFacts } from './prevention-input.ts'
import { not, titles, type FoundProposal } from './proposal-draft.ts'
import { lasting, type Replayed } from './replayed.ts'

/** So many requests make a check say something of a share of errors of some percent. */
const leastRequests = 50
const sizes = [1, 2, 5, 10, 20, 50] as const
/** Less is nothing that anybody would feel. */
const leastSavedMs = 5_000

/**
 * Smaller first steps, as small as the recorded number of requests lets a check still tell. They end nothing sooner: fewer users
 * are on the release meanwhile, which is counted as time of everybody.
 */
export function smallerSteps(facts: PreventionFacts, played: Replayed): FoundProposal {
  if (played.kind === 'none') return not('steps', played.why)
  const { harm, requestsPerSecond } = facts
  const { analysis, present } = played
  const first = present.ticks[0]?.weight ?? 0
  if (harm === null) return not('steps', 'No limit was crossed.')
  if (present.promotedAt !== null)
    return not('steps', 'No check failed in time: smaller steps would have put the promotion off, and ended nothing.')
  if (!present.ticks.some(({ does }) => does === 'halts'))
    return not('steps', 'No check failed while the release was tried.')
  if (requestsPerSecond === null)
    return not('steps', 'How many requests there were is not recorded: nobody can say how small a step still tells.')
  const perCheck = (percent: number): number => (requestsPerSecond * percent * analysis.intervalMs) / 100_000
  const smallest = sizes.find((percent) => perCheck(percent) >= leastRequests)
  if (smallest === undefined || smallest >= first)
    return not(
      'steps',
      `With ${inUnit(requestsPerSecond, 'rps')} a smaller first step than ${first} % has too few requests for a check to tell.`
    )
  const stepWeights = sizes.filter((percent) => percent >= smallest && percent <= analysis.maxWeight)
  const smaller = played.again({
    ...analysis,
    stepWeight: 0,
    stepWeights,
    maxWeight: Math.min(100, stepWeights.at(-1) ?? 100)
  })
  if (smaller.promotedAt !== null)
    return not('steps', 'Replayed with smaller steps, the release would have been promoted.')
  const endMs = Math.min(harm.to, smaller.rolledBackAt ?? Infinity)
  const savedMs = exposureMs(present, harm.to) - exposureMs(smaller, endMs)
  if (savedMs < leastSavedMs)
    return not('steps', 'Replayed with smaller steps, no fewer users would have been on the release.')
  return {
    proposal: {
      id: 'steps',
      title: titles.steps,
      why: `The first step sent ${first} % of the users to the release. With ${inUnit(requestsPerSecond, 'rps')} a check tells at ${smallest} % already (about ${Math.round(perCheck(smallest))} requests each).`,
      saves: `The same checks would have held the release at ${most(smaller)} % instead of ${most(present)} %: for the users together as if everybody had been spared ${lasting(savedMs)}.`,
      savedMs,
      change: { kind: 'analysis', to: { stepWeight: null, maxWeight: null, stepWeights } }
    }
  }
}

function most({ ticks }: { readonly ticks: readonly { readonly weight: number }[] }): number {
  return Math.max(...ticks.map(({ weight }) => weight))
}
