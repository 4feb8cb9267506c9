import type { JournalRecord } from '../ports/journal.ts'

/** Intents whose attempt has no definite outcome: what a crash or a lost answer left unsettled. */
export function openIntents(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const settled = new Set<unknown>()
  for (const { kind, body } of records) {
    const isSettling = kind === 'outcome' || kind === 'reconcile'
    if (isSettling && body['outcome'] !== 'unknown') settled.add(body['attemptId'])
  }
  return records.filter(({ kind, body }) => kind === 'intent' && !settled.has(body['attemptId']))
}
