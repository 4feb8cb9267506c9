import type { JournalHealth } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { closedJournal, openJournal, watchForJumps } from '../journal/index.ts'
import type { Actions } from '../ports/action.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journal, JournalKind, JournalRecord } from '../ports/journal.ts'
import type { SecretStore } from '../ports/secrets.ts'
import { createRunIndex, type RunIndex } from '../run/index.ts'

export interface KeptJournalOptions {
  readonly journalDir: string
  readonly clock: Clock
  readonly operator: string
  readonly version: string
  /** Keeps the head of the journal too. */
  readonly keychain: SecretStore
  /** The operator takes the journal's place as it is. */
  readonly anyPlace: boolean
  /** They read intents back. */
  readonly actions: Actions
  /** Called when the journal is open, or cannot be opened. */
  readonly onOpened: () => void
  readonly onRecord: (record: JournalRecord) => void
  readonly onHealth: () => void
}

/** The journal of this start of Backout, which is asked before it is open, and also when it cannot be opened. */
export interface KeptJournal {
  readonly ready: Promise<void>
  /** The journal, or one that refuses everything with the reason why there is none. */
  readonly opened: () => Promise<Journal>
  /** None before it is open. */
  readonly records: () => readonly JournalRecord[]
  /** The number that the next record will have. */
  readonly nextSeq: () => number
  /** What it says of runs; null while there is no journal. */
  readonly index: () => RunIndex | null
  readonly health: () => JournalHealth
  readonly append: (kind: JournalKind, body: JournalRecord['body']) => Promise<JournalRecord>
  /**
   * For what is recorded of reading, which goes on without a record: null when the journal takes nothing, which the
   * window says and every change is refused for.
   * @throws FailureError when the record is refused for its content
   */
  readonly appendIfWritable: (kind: JournalKind, body: JournalRecord['body']) => Promise<JournalRecord | null>
  /** This value is taken out of every record from now on, also before the journal is open. */
  readonly forbid: (secret: string) => void
  readonly close: () => Promise<void>
}

/** Begins to open the journal. */
export function keepJournal(options: KeptJournalOptions): KeptJournal {
  const { clock } = options
  let journal: Journal | null = null
  let index: RunIndex | null = null
  let opening: FailureError | null = null
  let stop: () => void = () => undefined
  const forbidden = new Set<string>()

  const ready = openJournal({
    dir: options.journalDir,
    clock: { now: () => clock.now() },
    app: { version: options.version },
    operator: options.operator,
    keychain: options.keychain,
    anyPlace: options.anyPlace
  }).then(
    (opened) => {
      journal = opened
      index = createRunIndex(opened, options.actions)
      for (const secret of forbidden) opened.forbid(secret)
      forbidden.clear()
      const stops = [opened.subscribe(options.onRecord), opened.onHealth(options.onHealth), followClock(opened)]
      stop = () => stops.forEach((end) => end())
      options.onOpened()
    },
    (error: unknown) => {
      opening = error instanceof FailureError ? error : new FailureError(failureOf('internal', String(error)))
      options.onOpened()
    }
  )

  async function opened(): Promise<Journal> {
    await ready
    if (journal) return journal
    const { failure } = opening ?? new FailureError(failureOf('internal', 'The journal is not open.'))
    return closedJournal(options.journalDir, failure)
  }

  return {
    ready,
    opened,
    records: () => journal?.records() ?? [],
    nextSeq: () => (journal?.records().at(-1)?.seq ?? -1) + 1,
    index: () => index,
    health() {
      const { state, path = options.journalDir, reason, remedy, ...said } = journal?.health() ?? {}
      if (state === 'healthy') return { state, path, ...said }
      return {
        state: 'unhealthy',
        path,
        reason: reason ?? opening?.failure.message ?? 'it is being opened',
        remedy: remedy ?? opening?.failure.remedy ?? '',
        ...said
      }
    },
    append: async (kind, body) => (await opened()).append(kind, body),
    async appendIfWritable(kind, body) {
      const to = await opened()
      try {
        return await to.append(kind, body)
      } catch (error) {
        if (to.health().state === 'healthy') throw error
        return null
      }
    },
    forbid(secret) {
      if (journal) journal.forbid(secret)
      else forbidden.add(secret)
    },
    async close() {
      await ready
      stop()
      index?.close()
      await journal?.close()
    }
  }
}

/** Of the computer, not of a drill, whose clock runs as fast as it is told to. Returns what ends it. */
function followClock(journal: Journal): () => void {
  return watchForJumps({ wall: Date.now, steady: () => performance.now() }, (jump) => {
    journal.append('clock', { ...jump }).catch(() => undefined)
  })
}
