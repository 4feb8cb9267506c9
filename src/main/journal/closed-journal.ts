import { FailureError, type Failure } from '../../contract/index.ts'
import { redactDeep } from '../lib/redact.ts'
import type { Journal } from '../ports/journal.ts'

/** Stands in for a journal that could not be opened: it has no records, takes none, and says why. Reading goes on by it. */
export function closedJournal(dir: string, why: Failure): Journal {
  return {
    append: () => Promise.reject(new FailureError(why)),
    records: () => [],
    subscribe: () => () => undefined,
    onHealth: () => () => undefined,
    setPurpose: () => undefined,
    health: () => ({
      state: 'unhealthy',
      path: dir,
      reason: why.message,
      ...(why.remedy === undefined ? {} : { remedy: why.remedy })
    }),
    forbid: () => undefined,
    redacted: (value) => redactDeep(value),
    close: () => Promise.resolve()
  }
}
