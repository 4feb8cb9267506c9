import type { Check, TaskView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** What was ticked, noted and proved. */
export interface Progress {
  /** By task. */
  readonly ticks: Readonly<Record<string, { readonly state: 'todo' | 'done' | 'doneElsewhere'; readonly at: string }>>
  /** By task. */
  readonly notes: Readonly<Record<string, TaskView['notes']>>
  /** The checks of the last approved plan by name; none while its verification goes on. */
  readonly checks: Readonly<Record<string, Check>>
  /** When the report was saved last, ISO; null when it was not. */
  readonly reportSavedAt: string | null
  /** ISO time; null when nothing has been proved. */
  readonly watchUntil: string | null
}

export const emptyProgress: Progress = { ticks: {}, notes: {}, checks: {}, reportSavedAt: null, watchUntil: null }

/** Progress after one more record; the journal is the only memory of the checklist, so it survives restarts offline. */
export function checklistReducer(progress: Progress, record: JournalRecord): Progress {
  const { kind, body } = record
  if (typeof body['taskId'] === 'string') return afterTask(progress, body['taskId'], record)
  // Another rollback has to be proved anew.
  if (kind === 'confirm') return { ...progress, checks: {}, watchUntil: null }
  if (kind === 'export') return { ...progress, reportSavedAt: record.t }
  if (kind === 'check') {
    const check = body['check'] as Check
    return { ...progress, checks: { ...progress.checks, [check.name]: check } }
  }
  const { watchUntil } = body
  return (kind === 'reconcile' || kind === 'settled') && typeof watchUntil === 'string'
    ? { ...progress, watchUntil }
    : progress
}

function afterTask(progress: Progress, taskId: string, { kind, t, body }: JournalRecord): Progress {
  const { state, text } = body
  if (kind === 'task' && (state === 'todo' || state === 'done' || state === 'doneElsewhere')) {
    return { ...progress, ticks: { ...progress.ticks, [taskId]: { state, at: t } } }
  }
  if (kind === 'note' && typeof text === 'string') {
    const notes = [...(progress.notes[taskId] ?? []), { at: t, text }]
    return { ...progress, notes: { ...progress.notes, [taskId]: notes } }
  }
  return progress
}
