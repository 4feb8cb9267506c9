import type { Mutation, StepOutcome } from '../../ports/action.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { WireResponse } from '../../ports/wire.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { followOperation } from '../../providers/azure/follow-operation.ts'
import type { WriteRegionFacts } from './facts.ts'
import { readMoved } from './read-moved.ts'
import { concludeMove } from './conclude-move.ts'

/** An account says itself that it is being updated. */
const begunWithinMs = 10 * 60_000

/**
 * Follows a move to its end: the account decides, read twice.
 * @throws FailureError when nobody can be read; it is followed again then.
 */
export function followMove(
  { facts }: Mutation<WriteRegionFacts>,
  accepted: WireResponse,
  place: ReadPlace,
  abort: AbortSignal
): Promise<StepOutcome> {
  const azure = azureOf(place)
  const conclude = async (until: AbortSignal) => concludeMove(facts, await readMoved(azure, facts, place, until))
  return followOperation({ accepted, name: facts.account, begunWithinMs, conclude }, place, abort)
}
