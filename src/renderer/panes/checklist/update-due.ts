import type { ChecklistView } from '../../../contract/index.ts'
import { formatAge } from '../../../contract/words/format-duration.ts'
import { utcMinute } from '../../../contract/words/format-time.ts'

/** Every 20 to 30 min users want to hear something: that long before the promised time it may be said. */
const soonMs = 10 * 60_000

export interface UpdateDue {
  readonly text: string
  readonly tone: 'dim' | 'warn' | 'bad'
}

/**
 * When users hear of it next, by what the last status update promised; null while there is nothing to tell.
 * @param isGoingOn something asks for action, or is being done
 */
export function updateDue(update: ChecklistView['update'], isGoingOn: boolean, nowMs: number): UpdateDue | null {
  if (update === null) return isGoingOn ? { text: 'No status update yet', tone: 'dim' } : null
  if (update.nextAt === null)
    return isGoingOn ? { text: `No status update since ${utcMinute(update.at)} UTC`, tone: 'dim' } : null
  const leftMs = Date.parse(update.nextAt) - nowMs
  if (leftMs < 0) return { text: `! Status update ${formatAge(-leftMs)} late`, tone: 'bad' }
  return leftMs > soonMs
    ? { text: `Status update in ${formatAge(leftMs)}`, tone: 'dim' }
    : { text: `! Status update in ${formatAge(leftMs)}`, tone: 'warn' }
}
