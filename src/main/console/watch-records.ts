import type { ServiceRef } from '../../contract/index.ts'
import type { WatchState } from '../monitor/index.ts'
import type { Journal } from '../ports/journal.ts'
import { overBody, type WatchOver } from './watch-over.ts'

export interface WatchRecordsOptions {
  readonly journal: () => Promise<Journal>
  /** Called when a record is written, or could not be. */
  readonly onWritten: () => void
}

/** What a record of a watch is made of. */
export interface RecordedOf {
  readonly over: WatchOver
  readonly ref: ServiceRef
  readonly identity: string
  readonly state: WatchState
}

/** The records of the watches: each holds its watch whole. */
export function createWatchRecords({ journal, onWritten }: WatchRecordsOptions) {
  let writing = 0
  return {
    /** @param text the line of the timeline; empty for none */
    write: ({ over, ref, identity, state }: RecordedOf, what: string, text: string): void => {
      const body = { what, text, ...overBody(over), ref, identity, watch: state }
      writing += 1
      void journal()
        .then((open) => open.append('watch', body))
        .catch(() => undefined)
        .then(() => {
          writing -= 1
          onWritten()
        })
    },
    /** Records are on their way: what the screen shows as ended, the report can already say. */
    isWriting: (): boolean => writing > 0
  }
}
