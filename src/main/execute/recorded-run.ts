import type { Run, StepView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** What the journal holds of a run that another process, or a lost connection, left. */
export interface Recorded {
  readonly records: readonly JournalRecord[]
  readonly inverse: Run['inverse']
  /** What the lever wrote down for the proof. */
  readonly proof: unknown
  /** Steps whose failure the plan goes over. */
  readonly goOn: ReadonlySet<string>
  /** How many of them may fail before no further one is begun. */
  readonly stopAfterFailures: number
}

/** Reads an approval's part of a run back. */
export function recordedRun(records: readonly JournalRecord[]): Recorded {
  const confirm = records.find(({ kind }) => kind === 'confirm')
  const inverse = (confirm?.body['inverse'] as Run['inverse'] | undefined) ?? null
  const steps = (confirm?.body['steps'] as readonly Partial<StepView>[] | undefined) ?? []
  const goOn = new Set(steps.flatMap(({ id, onFailure }) => (id !== undefined && onFailure === 'goOn' ? [id] : [])))
  const stopAfter = confirm?.body['stopAfterFailures']
  // Before it was recorded, every one of them was gone over.
  const stopAfterFailures = typeof stopAfter === 'number' ? stopAfter : Infinity
  return { records, inverse, proof: confirm?.body['proof'], goOn, stopAfterFailures }
}
