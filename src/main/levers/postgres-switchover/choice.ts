import * as z from 'zod/mini'
import type { Choice } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import { switchIn, type PairSwitch } from '../../providers/azure/postgres-part.ts'
import type { SeenPair } from '../../providers/azure/postgres-standing.ts'

/** How roles are swapped, and which server becomes primary. */
export const switchChoice = z.strictObject({ how: z.enum(['planned', 'forced']), to: z.string() })

export function choiceOf({ how, to }: Pick<PairSwitch, 'how' | 'to'>): Choice {
  return { how, to: to.server }
}

/** The switch that a choice names; null when it is none of this pair as it is now. */
export function switchOf(
  seen: SeenPair,
  view: Pick<RegionView, 'profile' | 'probes'>,
  choice: Choice
): PairSwitch | null {
  const known = switchChoice.safeParse(choice)
  const move = known.success ? switchIn(seen, view, known.data.how) : null
  return move && known.success && move.to.server === known.data.to ? move : null
}
