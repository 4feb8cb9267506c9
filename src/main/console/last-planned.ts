import type { JournalRecord } from '../ports/journal.ts'

/** The revision that was planned last, for the command that is read out while nothing can be planned. */
export interface LastPlanned {
  readonly planId: unknown
  readonly revision: number
  /** ISO. */
  readonly at: string
}

/** What a record says was planned; null when it is no plan with a revision. */
export function plannedIn({ kind, t, body }: JournalRecord): LastPlanned | null {
  const plan = kind === 'plan' ? body['plan'] : null
  if (typeof plan !== 'object' || plan === null || !('choice' in plan)) return null
  const { choice } = plan
  if (typeof choice !== 'object' || choice === null || !('revision' in choice)) return null
  const planId = 'id' in plan ? plan.id : null
  return typeof choice.revision === 'number' ? { planId, revision: choice.revision, at: t } : null
}
