import * as z from 'zod/mini'
import type { Choice } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import { moveIn, type GroupMove } from '../../providers/azure/group-part.ts'
import type { SeenGroup } from '../../providers/azure/group-standing.ts'

/** How a group is failed over, and which server becomes primary. */
export const groupChoice = z.strictObject({ how: z.enum(['planned', 'forced']), to: z.string() })

export function choiceOf({ how, to }: Pick<GroupMove, 'how' | 'to'>): Choice {
  return { how, to: to.server }
}

/** The failover that a choice names; null when it is none of this group as it is now. */
export function groupMoveOf(
  seen: SeenGroup,
  view: Pick<RegionView, 'profile' | 'probes'>,
  choice: Choice
): GroupMove | null {
  const known = groupChoice.safeParse(choice)
  const move = known.success ? moveIn(seen, view, known.data.how) : null
  return move && known.success && move.to.server === known.data.to ? move : null
}
