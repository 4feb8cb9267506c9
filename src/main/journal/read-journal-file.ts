import { basename } from 'node:path'
import { readRegularFile, UnreadableFileError } from '../lib/regular-file.ts'

/** Reading the longest journal from a slow disk, real milliseconds. */
const patienceMs = 60_000

/**
 * A file of a journal, whole. In its folder no link stands for one: what is read would be chosen by whoever made it.
 * @throws UnreadableFileError with a sentence that names the file, and the system's code (`ENOENT` …) where it has one
 */
export async function readJournalFile(
  path: string,
  mostBytes: number,
  { followsLink = false }: { readonly followsLink?: boolean } = {}
): Promise<Buffer> {
  try {
    return (await readRegularFile(path, mostBytes, { followsLink, withinMs: patienceMs })).content
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error
    throw new UnreadableFileError(`${basename(path)} ${error.message}`, error.code)
  }
}
