import { createHash } from 'node:crypto'
import type { RequestInput } from '../../contract/index.ts'
import type { Exchange } from '../connections/index.ts'
import type { RunbookTask } from '../runbook/index.ts'
import { answerSummary } from './answer-summary.ts'
import type { KeptJournal } from './kept-journal.ts'

const tickWords = { done: 'Done', doneElsewhere: 'Done elsewhere', todo: 'Not done' } as const

/**
 * What the console itself writes into the record, in its words.
 * @param taskOf throws FailureError `badInput` for what is no task
 */
export function recordEntries(journal: KeptJournal, taskOf: (id: string) => RunbookTask) {
  const saidOnce = new Set<string>()
  return {
    exchange(exchange: Exchange, environmentId: string): void {
      const { label, command, request, status, durationMs, failure, body } = exchange
      journal
        .append('command', {
          environmentId,
          label,
          command,
          request,
          status,
          durationMs,
          outcome: null,
          result: failure && status === null ? failure.message : `${status} · ${Math.round(durationMs)} ms`,
          detail: failure?.message ?? answerSummary(body)
        })
        .catch(() => undefined)
    },
    /** Notes what does not change from one connecting to the next, once. */
    sayOnce(text: string): void {
      if (saidOnce.has(text)) return
      saidOnce.add(text)
      journal.appendIfWritable('note', { what: 'connections', text }).catch(() => undefined)
    },
    /** Says what was done to a connection, which has happened whether or not it can be recorded. */
    note: (what: string, text: string) => journal.appendIfWritable('note', { what, text }),
    mark: (mark: Omit<RequestInput<'standing.mark'>, 'note'> & { note: string }) =>
      journal.append('mark', { ...mark, text: `Revision marked ${mark.mark}${mark.note ? `: ${mark.note}` : ''}` }),
    /** @throws FailureError `badInput` when the procedure has no such task. */
    async tick(taskId: string, state: RequestInput<'task.tick'>['state']): Promise<void> {
      const { title } = taskOf(taskId)
      await journal.append('task', { taskId, state, text: `${tickWords[state]}: ${title}` })
    },
    /** @throws FailureError `badInput` when the procedure has no such task. */
    async taskNote(taskId: string, text: string): Promise<void> {
      taskOf(taskId)
      await journal.append('note', { taskId, text })
    },
    setReportField: (field: string, value: string) => journal.append('report', { field, value }),
    /** Names the file and what was written to it, so that an altered report can be told. */
    exported: (path: string, markdown: string) =>
      journal.appendIfWritable('export', {
        text: 'Report saved',
        path,
        sha256: createHash('sha256').update(markdown).digest('hex')
      })
  }
}
