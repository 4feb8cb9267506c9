import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { visibleText } from '../../lib/visible-text.ts'

const mostBytes = 1_048_576

export interface LocalFile {
  readonly content: Buffer
  /** User id of its owner, 0 where the system has none. */
  readonly owner: number
}

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
  // Without O_NONBLOCK, opening a pipe would wait for its writer for ever.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    throw new Error(`${shown} cannot be opened (${code}).`)
  })
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new Error(`${shown} is not a regular file.`)
    if (stat.size > mostBytes) throw new Error(`${shown} is larger than 1 MiB.`)
    // Some file systems tell no size.
    const buffer = Buffer.alloc(Math.max(stat.size, 65_536) + 1)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
    if (bytesRead === buffer.length) throw new Error(`${shown} is larger than it says.`)
    return { content: buffer.subarray(0, bytesRead), owner: stat.uid }
  } finally {
    await file.close()
  }
}
