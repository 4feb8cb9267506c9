import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { madeUpByKernel, UnreadableFileError } from './regular-file.ts'

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants
/** More than anybody writes by hand, bytes. */
const mostBytes = 16 * 1_048_576

/**
 * Reads a text of the user's own folder at once, where nothing can go on without it. Links are followed, because people keep
 * such files elsewhere; a pipe or a device, which would never end, is refused, and opened without waiting.
 * @param most bytes; 16 MiB when left out
 * @throws UnreadableFileError for what is no regular file, or is larger
 */
export function readSmallFile(path: string, most: number = mostBytes): string {
  if (madeUpByKernel.test(realpathSync(path))) throw new UnreadableFileError(`${path} is not a regular file`)
  const file = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) throw new UnreadableFileError(`${path} is not a regular file`)
    if (stat.size > most) throw new UnreadableFileError(`${path} is larger than ${most / 1_048_576} MiB`)
    const content = Buffer.alloc(stat.size)
    let length = 0
    for (let more = -1; more !== 0 && length < content.length; length += more)
      more = readSync(file, content, length, content.length - length, length)
    return content.toString('utf8', 0, length)
  } finally {
    closeSync(file)
  }
}
