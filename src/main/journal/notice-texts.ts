import type { KeychainState } from '../../contract/index.ts'
import { utcDated } from '../../contract/words/format-time.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Anchor } from './anchor.ts'

/** The way out of a folder that somebody else has, or had, a hand in. */
export const ownFolderRemedy =
  'Start Backout with BACKOUT_JOURNAL_DIR set to a folder of your own. BACKOUT_JOURNAL_ANYWHERE=1 accepts one that belongs to another user.'

/** How long it is said at each start that another journal was there before, milliseconds. */
const sayEarlierMs = 7 * 86_400_000

/**
 * That the journal which the keychain knows is not there.
 * @param unknown how many records stand there that the keychain knows nothing of
 */
export function goneText({ jid, seq, t }: Anchor, unknown: number): string {
  const gone = `The journal that was kept in this folder until ${utcDated(t)} (${jid}, entry ${seq}) is not there any more`
  return unknown === 0
    ? gone
    : `${gone}; in its place is another one of ${unknown} entries that the keychain does not know`
}

/** That the keychain knew another journal of this folder; null when it did not, or that was more than a week ago. */
export function earlierText(records: readonly JournalRecord[], now: Date): string | null {
  const gone = records.findLast(({ kind, body }) => kind === 'anchor' && typeof body['text'] === 'string')
  return gone && now.getTime() - Date.parse(gone.t) < sayEarlierMs ? `${String(gone.body['text'])}.` : null
}

/** That the anchors in files say nothing. */
export function silentText(why: string): string {
  return `The anchors beside the journal cannot be used (${why}): a cut tail shows by the keychain alone.`
}

/** That the entry of the keychain says nothing, though the keychain answers. */
export function damagedEntryText(why: string): string {
  return `The keychain's entry for this journal cannot be read (${why}): whether this record was cut or rewritten before now, it cannot tell.`
}

/** That nothing outside vouches for the record; null while the keychain does, or is still being asked. */
export function unprotectedText(keychain: KeychainState['state'] | undefined): string | null {
  if (keychain === 'ready' || keychain === 'checking') return null
  const why = keychain === 'locked' ? 'The keychain is locked' : 'There is no keychain'
  return `${why}: whoever can write files here can rewrite this record, and nobody would notice.`
}
