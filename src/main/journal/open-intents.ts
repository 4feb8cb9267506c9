import type { JournalRecord } from '../ports/journal.ts'

/** Intents whose attempt has neither an outcome nor a reconcile record: what a crash left unsettled. */
export function openIntents(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const settled = new Set<unknown>()
  for (const { kind, body } of records) {
    if (kind === 'outcome' || kind === 'reconcile') settled.add(body['attemptId'])
  }
  return records.filter(({ kind, body }) => kind === 'intent' && !settled.has(body['attemptId']))
}
