import { isDeepStrictEqual } from 'node:util'
import { asksForChange, type Continuation, type VerdictLevel } from '../../contract/index.ts'
import { at, stringAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Planned } from '../ports/lever.ts'

/**
 * A plan that takes a run back, with the verdict under which that run was approved: whatever the lever, the way back leads to
 * what hurt users then, and that is read before it is approved. As it is where nothing asked for the run, and where the run
 * was a way back itself: what hurt is what that led to. Pure.
 */
export function withWhatComesBack(
  planned: Planned,
  records: readonly JournalRecord[],
  continues: Continuation | null
): Planned {
  if (continues?.how !== 'takeBack') return planned
  const index = records.findIndex(({ kind, body }) => kind === 'confirm' && body['runId'] === continues.runId)
  const approved = records[index]?.body
  if (approved === undefined || stringAt(approved, 'continues', 'how') === 'takeBack') return planned
  const isOfIt = ({ kind, body }: JournalRecord): boolean =>
    kind === 'verdict' && (approved['ref'] === null || isDeepStrictEqual(body['ref'], approved['ref']))
  const verdict = at(records.slice(0, index).findLast(isOfIt)?.body, 'verdict')
  if (!asksForChange(stringAt(verdict, 'level') as VerdictLevel)) return planned
  const said = visibleText(`${stringAt(verdict, 'lead')} ${stringAt(verdict, 'rest')}`.trim(), 400)
  const text = `It leads back to what hurt users. When what it takes back was approved, the verdict was: ${said}`
  const guards = [{ id: 'comesBack', status: 'warning', text } as const, ...planned.plan.guards]
  return { ...planned, plan: { ...planned.plan, guards } }
}
