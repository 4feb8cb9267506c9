import type { JournalKind } from '../ports/journal.ts'

/** Records that must be on the disk before anything else happens. */
const syncedKinds: ReadonlySet<string> = new Set<JournalKind>([
  'journal.open',
  'confirm',
  'refused',
  'intent',
  'attempt',
  'accepted',
  'outcome',
  'reconcile',
  'gate',
  'debt',
  'resume',
  'attest',
  'reported',
  'declined',
  'settled',
  'anchor',
  'export',
  'mark',
  'recovered',
  'clock',
  'journal.close'
])

const anchoredKinds: ReadonlySet<string> = new Set<JournalKind>([
  'anchor',
  'recovered',
  'confirm',
  'outcome',
  'reconcile',
  'settled',
  'export',
  'journal.close'
])
const anchorEvery = 50

/** Whether the head is written down outside the journal right after this record; after any other a moment later. */
export function isAnchored({ kind, seq }: { readonly kind: string; readonly seq: number }): boolean {
  return anchoredKinds.has(kind) || seq % anchorEvery === 0
}

/**
 * Whether nobody hears of this record, or of one after it, before it is on the disk. An anchor must not outlive its record: that
 * would look like a cut tail.
 */
export function isSynced(record: { readonly kind: string; readonly seq: number }): boolean {
  return syncedKinds.has(record.kind) || isAnchored(record)
}
