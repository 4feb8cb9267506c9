import type { JournalRecord } from '../ports/journal.ts'

/** The revision that was planned last, for the command that is read out while nothing can be planned. */
export interface LastPlanned {
  readonly revision: number
  /** ISO. */
  readonly at: string
}

/** Among the records of one incident; null when nothing with a revision was planned in it. */
export function lastPlanned(records: readonly JournalRecord[]): LastPlanned | null {
  for (const { kind, t, body } of records.toReversed()) {
    const plan = kind === 'plan' ? body['plan'] : null
    if (typeof plan !== 'object' || plan === null || !('choice' in plan)) continue
    const { choice } = plan
    if (typeof choice !== 'object' || choice === null || !('revision' in choice)) continue
    if (typeof choice.revision === 'number') return { revision: choice.revision, at: t }
  }
  return null
}
