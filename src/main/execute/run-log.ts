import type { Run } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { Journal, JournalKind, JournalRecord } from '../ports/journal.ts'
import { afterRecord, foldRun, nothingSeen, seeing, withLive, type LiveEvent } from '../run/index.ts'

/** A run as its records make it, and the only way to add to them. */
export interface RunLog {
  /** @throws Error before the approval is recorded. */
  run(): Run
  hasBegun(): boolean
  /** @throws FailureError when the journal does not take it. */
  append(kind: JournalKind, body: Readonly<Record<string, unknown>>): Promise<JournalRecord>
  /**
   * For what is so whether or not it can be recorded: it is shown all the same, and the failure with it.
   * Resolves when it stands in the journal, or could not be written. `least` is written where the journal does not take
   * the whole.
   */
  say(
    kind: JournalKind,
    body: Readonly<Record<string, unknown>>,
    least?: Readonly<Record<string, unknown>>
  ): Promise<void>
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
  /** As the records make it. */
  let recorded = earlier
  let live = nothingSeen

  function show(): void {
    if (recorded) onRun(withLive(recorded, live))
  }

  function take(record: JournalRecord): void {
    recorded = foldRun(recorded, record)
    live = afterRecord(live, record)
  }

  const log: RunLog = {
    run() {
      if (recorded) return withLive(recorded, live)
      throw new Error('The run has not begun')
    },
    hasBegun: () => recorded !== null,
    async append(kind, body) {
      const record = await journal.append(kind, { ...about, ...body })
      take(record)
      show()
      return record
    },
    async say(kind, body, least) {
      try {
        await log.append(kind, body)
      } catch (error) {
        if (least !== undefined) return log.say(kind, least)
        const failure = asFailure(error)
        take({ seq: -1, t: nowText(), kind, body: { ...about, ...body } })
        recorded = recorded && { ...recorded, failure: recorded.failure ?? failure }
        show()
      }
    },
    live(event) {
      if (!recorded) return
      live = seeing(recorded, live, event, nowText())
      show()
    }
  }
  return log
}
