import { isAbsolute, join } from 'node:path'

/** Where the host keeps the journal. */
export interface JournalPlace {
  /** Absolute path. */
  readonly journalDir: string
  /** It may be on a network, in a synchronized folder or in memory. */
  readonly anyJournalPlace: boolean
}

/**
 * The journal folder: `BACKOUT_JOURNAL_DIR`, else one in the profile. `BACKOUT_JOURNAL_ANYWHERE=1` takes it wherever it is.
 * @throws Error when the variable names no absolute path: a journal must not depend on where the app was started.
 */
export function chooseJournalPlace(
  env: Readonly<Record<string, string | undefined>>,
  profileDir: string
): JournalPlace {
  const named = env['BACKOUT_JOURNAL_DIR'] ?? ''
  if (named !== '' && !isAbsolute(named)) throw new Error(`BACKOUT_JOURNAL_DIR is not an absolute path: ${named}`)
  return {
    journalDir: named === '' ? join(profileDir, 'journal') : named,
    anyJournalPlace: env['BACKOUT_JOURNAL_ANYWHERE'] === '1'
  }
}
