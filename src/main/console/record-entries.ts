import { createHash } from 'node:crypto'
import { FailureError, failureOf, type RequestInput, type ServiceRef } from '../../contract/index.ts'
import type { Exchange } from '../connections/index.ts'
import { createRefillingBudget, whenTaken, type Allowance } from '../lib/refilling-budget.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { RunbookTask } from '../runbook/index.ts'
import { answerSummary } from './answer-summary.ts'
import type { KeptJournal } from './kept-journal.ts'

const KiB = 1_024
/**
 * What may be written of what is asked for in the window, by kind: a person does not come near it, and a page that was taken
 * over would fill the disk. Each kind has its own, so that one which is used up takes nothing from the others. What main
 * writes by itself, of runs, connections and checks, is not counted here and goes on.
 */
const allowances = {
  report: { most: 4_096 * KiB, perMinute: 32 * KiB },
  note: { most: 1_024 * KiB, perMinute: 8 * KiB },
  mark: { most: 256 * KiB, perMinute: 2 * KiB },
  task: { most: 256 * KiB, perMinute: 2 * KiB },
  refused: { most: 1_024 * KiB, perMinute: 8 * KiB },
  reported: { most: 256 * KiB, perMinute: 2 * KiB },
  declined: { most: 256 * KiB, perMinute: 2 * KiB },
  debt: { most: 256 * KiB, perMinute: 8 * KiB }
} as const satisfies Readonly<Record<string, Allowance>>

type Kind = keyof typeof allowances

const written: Readonly<Record<Kind, string>> = {
  report: 'fields of the report',
  note: 'notes of tasks',
  mark: 'marks of revisions',
  task: 'ticks of tasks',
  refused: 'commands that were judged and refused',
  reported: 'what people report',
  declined: 'decisions not to act',
  debt: 'words on what a run has left behind'
}

const tickWords = { done: 'Done', doneElsewhere: 'Done elsewhere', todo: 'Not done' } as const

/**
 * What the console itself writes into the record, in its words.
 * @param taskOf throws FailureError `badInput` for what is no task
 * @param nowMs monotonic milliseconds
 */
export function recordEntries(journal: KeptJournal, taskOf: (id: string) => RunbookTask, nowMs?: () => number) {
  const saidOnce = new Set<string>()
  const usedUp = new Set<Kind>()
  const budgetOf = (kind: Kind) => createRefillingBudget(allowances[kind], nowMs)
  const budgets = {
    report: budgetOf('report'),
    note: budgetOf('note'),
    mark: budgetOf('mark'),
    task: budgetOf('task'),
    refused: budgetOf('refused'),
    reported: budgetOf('reported'),
    declined: budgetOf('declined'),
    debt: budgetOf('debt')
  }

  /** @throws FailureError `refused` when the kind has no room left, which the record says once. */
  async function spend(kind: Kind, body: Parameters<KeptJournal['append']>[1]): Promise<JournalRecord> {
    const budget = budgets[kind]
    const { length } = JSON.stringify(body)
    if (budget.left() < length) {
      const { times, characters } = budget.spent()
      const all = `${times.toLocaleString('en-US')} ${written[kind]} with ${characters.toLocaleString('en-US')} characters`
      const text = `No more is taken now: ${all} were written since Backout was started.`
      const said = `${text} If that was not you, close the window. What Backout records by itself goes on.`
      if (!usedUp.has(kind)) sayOnce(said)
      usedUp.add(kind)
      const remedy = `Copy what you wrote, then ${whenTaken(budget, length)}`
      throw new FailureError(failureOf('refused', text, { remedy }))
    }
    budget.spend(length)
    return journal.append(kind, body)
  }

  function sayOnce(text: string): void {
    if (saidOnce.has(text)) return
    saidOnce.add(text)
    journal.appendIfWritable('note', { what: 'connections', text }).catch(() => undefined)
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
    sayOnce,
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
