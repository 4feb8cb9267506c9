import { readRegularFile, UnreadableFileError, type RegularFile } from '../../lib/regular-file.ts'
import { visibleText } from '../../lib/visible-text.ts'

const mostBytes = 1_048_576

export type LocalFile = RegularFile

/** Whether opening a path as it is written could go to another computer. */
export function isNetworkShare(path: string): boolean {
  return /^[\\/]{2}/.test(path)
}

/**
 * A regular file of at most 1 MiB. Never waits for a pipe.
 * @param path absolute
 * @param shown the path as messages name it
 * @throws Error with a sentence for the operator.
 */
export async function readLocalFile(path: string, shown: string = visibleText(path, 300)): Promise<LocalFile> {
  try {
    return await readRegularFile(path, mostBytes)
  } catch (error) {
    if (error instanceof UnreadableFileError) throw new Error(`${shown} ${error.message}.`, { cause: error })
    throw error
  }
}
