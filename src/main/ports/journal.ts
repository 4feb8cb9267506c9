/** Kinds of journal records; `reliability` of each is decided by the journal (intent, outcome and the like are synced). */
export type JournalKind =
  | 'journal.open'
  | 'session.attach'
  | 'observe'
  | 'verdict'
  | 'plan'
  | 'confirm'
  | 'refused'
  | 'intent'
  | 'attempt'
  | 'accepted'
  | 'outcome'
  | 'reconcile'
  | 'gate'
  | 'keep'
  | 'debt'
  | 'resume'
  | 'attest'
  | 'settled'
  | 'watch'
  | 'reported'
  | 'declined'
  | 'check'
  | 'command'
  | 'task'
  | 'note'
  | 'mark'
  | 'report'
  | 'export'
  | 'anchor'
  | 'recovered'
  | 'clock'
  | 'journal.close'

/** Longest record in bytes of its JSON. Bigger evidence does not belong in the journal. */
export const mostRecordBytes = 1_048_576

export interface JournalRecord {
  readonly seq: number
  /** Wall-clock (or drill-clock) UTC time. */
  readonly t: string
  readonly kind: string
  readonly body: Readonly<Record<string, unknown>>
  /** SHA-256 that the next record carries, lower-case hex: names this record and all before it. */
  readonly hash?: string
}

/** Append-only. `append` returns after the record is written, and synced for the kinds that need it. */
export interface Journal {
  /** @throws FailureError when the journal is unhealthy or the record is too long; nothing is sent after that. */
  append(kind: JournalKind, body: Readonly<Record<string, unknown>>): Promise<JournalRecord>
  /** All records of this journal file so far, in order. */
  records(): readonly JournalRecord[]
  /** Called for every record once it is durable. Returns the unsubscribe function. */
  subscribe(listener: (record: JournalRecord) => void): () => void
  /** Called when what `health` says changes. Returns the unsubscribe function. */
  onHealth(listener: () => void): () => void
  /**
   * What is recorded from now on. A practice may be kept anywhere; real work only where it lasts, so that a journal on a
   * network, a synchronized folder or in memory is unhealthy for it.
   */
  setPurpose(purpose: 'practice' | 'real'): void
  health(): {
    readonly state: 'healthy' | 'unhealthy'
    readonly path: string
    readonly reason?: string
    readonly remedy?: string
    /** Nothing outside of its folder vouches for the record, and why, as a sentence; left out while something does. */
    readonly unprotected?: string
    /** What was found in its folder, or is missing there; left out without any. */
    readonly notices?: readonly string[]
  }
  /** Values that must never reach the disk: a placeholder stands for them, and for common encodings of them, in every record. */
  forbid(secret: string): void
  /** A value as a record would hold it, for what is kept beside the journal. */
  redacted(value: unknown): unknown
  close(): Promise<void>
}
