import type { Continuation } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Planned } from '../ports/lever.ts'

/**
 * A plan of what is left, with why the plan before it stopped: whoever comes to it later, from another page, has not seen that
 * somebody else changed what it is about. As it is where nothing says so. Pure.
 */
export function withWhyStopped(
  planned: Planned,
  records: readonly JournalRecord[],
  continues: Continuation | null
): Planned {
  if (continues?.how !== 'goOn') return planned
  const settled = records.findLast(({ kind, body }) => kind === 'settled' && body['runId'] === continues.runId)
  const message = stringAt(settled?.body, 'failure', 'message')
  if (message === '') return planned
  const text = `The plan that this goes on with stopped: ${visibleText(message, 400)}`
  const guards = [{ id: 'stopped', status: 'warning', text } as const, ...planned.plan.guards]
  return { ...planned, plan: { ...planned.plan, guards } }
}
