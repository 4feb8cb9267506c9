import * as z from 'zod/mini'
import { planLines } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** The revision that was planned last, for the command that is read out while nothing can be planned. */
export interface LastPlanned {
  readonly planId: unknown
  readonly revision: number
  /** ISO. */
  readonly at: string
}

/** What was planned last by whatever lever, for the procedure that is followed while nothing can be judged. */
export interface LastLines {
  readonly lever: string
  /** As they are read out; empty without a command, and of a plan that was blocked. */
  readonly lines: readonly string[]
  /** ISO. */
  readonly at: string
}

/** The steps of a plan in a record, as far as they are read out. */
export const recordedSteps = z.array(
  z.object({
    command: z.string(),
    kind: z._default(z.enum(['do', 'wait', 'keep']), 'do'),
    title: z._default(z.string(), ''),
    waitsBy: z.optional(z.string())
  })
)

const recordedLines = z.object({
  lever: z.string(),
  blocked: z.optional(z.unknown()),
  steps: recordedSteps
})

/** What a record says was planned; null when it is no plan, or cannot be read. */
export function linesIn({ kind, t, body }: JournalRecord): LastLines | null {
  const read = kind === 'plan' ? recordedLines.safeParse(body['plan']) : null
  if (!read?.success) return null
  const { lever, steps, blocked } = read.data
  return { lever, lines: blocked === undefined ? planLines(steps) : [], at: t }
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
