import { createHash } from 'node:crypto'
import { FailureError, failureOf, type RequestInput, type ServiceRef } from '../../contract/index.ts'
import { utcMinute } from '../../contract/words/format-time.ts'
import type { Exchange } from '../connections/index.ts'
import { createRefillingBudget, whenTaken, type Allowance } from '../lib/refilling-budget.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { RunbookTask } from '../runbook/index.ts'
import { agreeToWord } from './agree-to-word.ts'
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

/** What is asked about is shown whole; a longer text is refused while there is no room for it. */
const longestAskedFor = 4_000

export interface RecordEntriesOptions {
  readonly journal: KeptJournal
  /** @throws FailureError `badInput` for what is no task */
  readonly taskOf: (id: string) => RunbookTask
  /** Where a person is asked; null where there is none. */
  readonly dialogs: Pick<ConsolePorts['dialogs'], 'confirmTrust'> | null
  /** Monotonic milliseconds; the process's own when left out. */
  readonly nowMs?: (() => number) | undefined
}

/** What the console itself writes into the record, in its words. */
export function recordEntries({ journal, taskOf, dialogs, nowMs }: RecordEntriesOptions) {
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

  /**
   * Writes what the window asked for. `said` is what a person wrote of it: where the kind has no room left, which a page that
   * was taken over can bring about, the person is asked outside the window, so that the one note that matters is written all
   * the same; null where nobody need be.
   * @throws FailureError `refused` when the kind has no room left, which the record says once; `cancelled` when it was not
   * agreed to.
   */
  async function spend(
    kind: Kind,
    body: Parameters<KeptJournal['append']>[1],
    said: string | null
  ): Promise<JournalRecord> {
    const budget = budgets[kind]
    const { length } = JSON.stringify(body)
    if (budget.left() < length) {
      const { times, characters } = budget.spent()
      const taken = `${times.toLocaleString('en-US')} ${written[kind]} with ${characters.toLocaleString('en-US')} characters`
      const text = `No more is taken now: ${taken} were written since Backout was started.`
      const all = `${text} If that was not you, close the window. What Backout records by itself goes on.`
      if (!usedUp.has(kind)) sayOnce(all)
      usedUp.add(kind)
      if (dialogs !== null && said !== null && said.length <= longestAskedFor) {
        const about = `${text} If it was not you who wrote that much, say no, and close the window.`
        const [title, action, otherwise] = ['Write this all the same?', 'Write it', 'It was not written.']
        await agreeToWord(dialogs, { title, about, said, action, otherwise })
        return journal.append(kind, body)
      }
      const shorter =
        dialogs !== null && said !== null ? 'make it shorter to be asked about it outside the window, or ' : ''
      const remedy = `Copy what you wrote, then ${shorter}${whenTaken(budget, length)}`
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
    /**
     * Says what was done to a connection, which has happened whether or not it can be recorded. With the id of the environment
     * that it is about it stands in the record of that one, whatever is open meanwhile.
     */
    note: (what: string, text: string, environmentId?: string) =>
      journal.appendIfWritable('note', { what, text, ...(environmentId === undefined ? {} : { environmentId }) }),
    /** Writes down what was asked about and refused, once while it is asked about again. Null where it cannot be. */
    async refuse(about: { ref: ServiceRef; command: string; text: string; trap: string }): Promise<number | null> {
      const of = JSON.stringify(about)
      if (refused.of === of) return refused.seq
      try {
        const { seq } = await spend('refused', { ...about, asked: true }, null)
        refused = { of, seq }
        return seq
      } catch {
        return null
      }
    },
    mark(mark: Omit<RequestInput<'standing.mark'>, 'note'> & { note: string }) {
      const text = `Revision marked ${mark.mark}${mark.note ? `: ${mark.note}` : ''}`
      return spend('mark', { ...mark, text }, text)
    },
    /** @throws FailureError `badInput` when the procedure has no such task. */
    async tick(taskId: string, state: RequestInput<'task.tick'>['state']): Promise<void> {
      const { title } = taskOf(taskId)
      const text = `${tickWords[state]}: ${title}`
      await spend('task', { taskId, state, text }, text)
    },
    /** @throws FailureError `badInput` when the procedure has no such task. */
    async taskNote(taskId: string, text: string): Promise<void> {
      taskOf(taskId)
      await spend('note', { taskId, text }, text)
    },
    /**
     * What was copied for the status page, whole, and by when it promises the next word (ISO; null for none). What there is no
     * room for is copied all the same.
     */
    statusUpdate: (update: string, nextAt: string | null): Promise<unknown> =>
      spend('note', { what: 'statusUpdate', text: updateText(nextAt), update, nextAt }, null).catch(() => undefined),
    /** What a person says that nothing measures, or decides. @throws FailureError `refused` when there is no room left. */
    said: (kind: 'reported' | 'declined', body: Readonly<Record<string, unknown>>): Promise<JournalRecord> =>
      spend(kind, body, String(body['text'])),
    /** What the operator says of a debt. @throws FailureError `refused` when there is no room left. */
    debt: (body: Readonly<Record<string, unknown>>): Promise<unknown> => spend('debt', body, String(body['text'])),
    setReportField: (field: string, value: string): Promise<unknown> =>
      spend('report', { field, value }, `${field}: ${value}`),
    /** Names the file and what was written to it, so that an altered report can be told. */
    exported: (path: string, markdown: string) =>
      journal.appendIfWritable('export', {
        text: 'Report saved',
        path,
        sha256: createHash('sha256').update(markdown).digest('hex')
      })
  }
}

function updateText(nextAt: string | null): string {
  return nextAt === null
    ? 'Status update copied; it promises no further one'
    : `Status update copied; the next one is promised by ${utcMinute(nextAt)} UTC`
}
