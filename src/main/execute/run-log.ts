import type { Failure, Run } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { Journal, JournalKind, JournalRecord } from '../ports/journal.ts'
import { foldRun, withLive, type LiveEvent } from '../run/index.ts'

/** A run as its records make it, and the only way to add to them. */
export interface RunLog {
  /** @throws Error before the approval is recorded. */
  run(): Run
  /** @throws FailureError when the journal does not take it. */
  append(kind: JournalKind, body: Readonly<Record<string, unknown>>): Promise<JournalRecord>
  /**
   * For what is so whether or not it can be recorded: it is shown all the same, and the failure with it.
   * Resolves when it stands in the journal, or could not be written.
   */
  say(kind: JournalKind, body: Readonly<Record<string, unknown>>): Promise<void>
  live(event: LiveEvent): void
}

export interface RunLogOptions {
  readonly journal: Journal
  /** What every record of the run holds. */
  readonly about: Readonly<Record<string, unknown>>
  /** Null for one that begins. */
  readonly run: Run | null
  /** By the clock of the run's place, ISO. */
  readonly nowText: () => string
  readonly onRun: (run: Run) => void
}

export function createRunLog({ journal, about, run: earlier, nowText, onRun }: RunLogOptions): RunLog {
  let run = earlier

  function show(next: Run | null): void {
    run = next
    if (run) onRun(run)
  }

  function unwritten(kind: JournalKind, body: Readonly<Record<string, unknown>>, failure: Failure): void {
    const next = foldRun(run, { seq: -1, t: nowText(), kind, body })
    show(next && { ...next, failure: next.failure ?? failure })
  }

  const log: RunLog = {
    run() {
      if (run) return run
      throw new Error('The run has not begun')
    },
    async append(kind, body) {
      const record = await journal.append(kind, { ...about, ...body })
      show(foldRun(run, record))
      return record
    },
    async say(kind, body) {
      try {
        await log.append(kind, body)
      } catch (error) {
        unwritten(kind, { ...about, ...body }, asFailure(error))
      }
    },
    live(event) {
      if (run) show(withLive(run, event, nowText()))
    }
  }
  return log
}
