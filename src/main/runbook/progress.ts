import type { TaskView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** What was ticked and noted, by task. */
export interface Progress {
  readonly ticks: Readonly<Record<string, { readonly state: 'todo' | 'done' | 'doneElsewhere'; readonly at: string }>>
  readonly notes: Readonly<Record<string, TaskView['notes']>>
}

export const emptyProgress: Progress = { ticks: {}, notes: {} }

/** Progress after one more record; the journal is the only memory of the checklist, so it survives restarts offline. */
export function checklistReducer(progress: Progress, { kind, t, body }: JournalRecord): Progress {
  const { taskId, state, text } = body
  if (typeof taskId !== 'string') return progress
  if (kind === 'task' && (state === 'todo' || state === 'done' || state === 'doneElsewhere')) {
    return { ...progress, ticks: { ...progress.ticks, [taskId]: { state, at: t } } }
  }
  if (kind === 'note' && typeof text === 'string') {
    const notes = [...(progress.notes[taskId] ?? []), { at: t, text }]
    return { ...progress, notes: { ...progress.notes, [taskId]: notes } }
  }
  return progress
}
