import { createHash } from 'node:crypto'
import { FailureError, failureOf, type RequestInput, type ServiceRef } from '../../contract/index.ts'
import type { Exchange } from '../connections/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { RunbookTask } from '../runbook/index.ts'
import { answerSummary } from './answer-summary.ts'
import type { KeptJournal } from './kept-journal.ts'

/**
 * What one start may write of what is typed in the window, characters by kind: a person does not come near it, and a page
 * that was taken over would fill the disk.
 */
const budgets = {
  report: 4 * 1_048_576,
  note: 1_048_576,
  mark: 262_144,
  task: 262_144,
  refused: 1_048_576,
  reported: 262_144,
  declined: 262_144,
  debt: 262_144
} as const

const tickWords = { done: 'Done', doneElsewhere: 'Done elsewhere', todo: 'Not done' } as const

/**
 * What the console itself writes into the record, in its words.
 * @param taskOf throws FailureError `badInput` for what is no task
 */
export function recordEntries(journal: KeptJournal, taskOf: (id: string) => RunbookTask) {
  const saidOnce = new Set<string>()
  const left = new Map(Object.entries(budgets))

  /** @throws FailureError `refused` when the kind has no room left. */
  async function spend(kind: keyof typeof budgets, body: Parameters<KeptJournal['append']>[1]): Promise<JournalRecord> {
    const rest = (left.get(kind) ?? 0) - JSON.stringify(body).length
    if (rest < 0) {
      const remedy = 'Start Backout again to write more.'
      throw new FailureError(failureOf('refused', 'So much was written already that no more is taken.', { remedy }))
    }
    left.set(kind, rest)
    return journal.append(kind, body)
  }
  /** The refusal that was written down last: asked again, it is not written again. */
  let refused = { of: '', seq: 0 }
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
    /** Writes down what was asked about and refused, once while it is asked about again. Null where it cannot be. */
    async refuse(about: { ref: ServiceRef; command: string; text: string; trap: string }): Promise<number | null> {
      const of = JSON.stringify(about)
      if (refused.of === of) return refused.seq
      try {
        const { seq } = await spend('refused', { ...about, asked: true })
        refused = { of, seq }
        return seq
      } catch {
        return null
      }
    },
    mark: (mark: Omit<RequestInput<'standing.mark'>, 'note'> & { note: string }) =>
      spend('mark', { ...mark, text: `Revision marked ${mark.mark}${mark.note ? `: ${mark.note}` : ''}` }),
    /** @throws FailureError `badInput` when the procedure has no such task. */
    async tick(taskId: string, state: RequestInput<'task.tick'>['state']): Promise<void> {
      const { title } = taskOf(taskId)
      await spend('task', { taskId, state, text: `${tickWords[state]}: ${title}` })
    },
    /** @throws FailureError `badInput` when the procedure has no such task. */
    async taskNote(taskId: string, text: string): Promise<void> {
      taskOf(taskId)
      await spend('note', { taskId, text })
    },
    /** What a person says that nothing measures, or decides. @throws FailureError `refused` when there is no room left. */
    said: (kind: 'reported' | 'declined', body: Readonly<Record<string, unknown>>): Promise<JournalRecord> =>
      spend(kind, body),
    /** What the operator says of a debt. @throws FailureError `refused` when there is no room left. */
    debt: (body: Readonly<Record<string, unknown>>): Promise<unknown> => spend('debt', body),
    setReportField: (field: string, value: string): Promise<unknown> => spend('report', { field, value }),
    /** Names the file and what was written to it, so that an altered report can be told. */
    exported: (path: string, markdown: string) =>
      journal.appendIfWritable('export', {
        text: 'Report saved',
        path,
        sha256: createHash('sha256').update(markdown).digest('hex')
      })
  }
}
