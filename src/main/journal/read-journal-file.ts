import { basename } from 'node:path'
import { readRegularFile, UnreadableFileError, withRegularFile } from '../lib/regular-file.ts'

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
  return named(
    path,
    readRegularFile(path, mostBytes, { followsLink, withinMs: patienceMs }).then(({ content }) => content)
  )
}

/**
 * The last bytes of a file of a journal, at most so many, however long it has become.
 * @throws UnreadableFileError as `readJournalFile`
 */
export function readFileEnd(path: string, mostBytes: number): Promise<Buffer> {
  return named(
    path,
    withRegularFile(
      path,
      async (file) => {
        const { size } = await file.stat()
        const length = Math.min(size, mostBytes)
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
        return buffer.subarray(0, bytesRead)
      },
      { followsLink: false, withinMs: patienceMs }
    )
  )
}

async function named<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error
    throw new UnreadableFileError(`${basename(path)} ${error.message}`, error.code)
  }
}
