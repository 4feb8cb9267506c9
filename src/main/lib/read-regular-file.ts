import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

export interface ReadRegularFileOptions {
  /** More than this is no file of the kind that is looked for. */
  readonly mostBytes: number
  /** Whether the last part of the path may be a link to the file. */
  readonly followsLink: boolean
}

// One that Windows does not know adds nothing.
const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW, O_NOCTTY } = constants
const chunkBytes = 1_048_576

/**
 * Reads a whole file, and nothing that could answer late or for ever: a pipe, a device, a terminal. What is opened is what
 * is looked at, so that a file which is swapped for a pipe meanwhile holds nobody up either.
 * @throws Error with a sentence for what is no regular file or is too long; of the system for the rest (`ENOENT` …)
 */
export async function readRegularFile(path: string, options: ReadRegularFileOptions): Promise<Buffer> {
  const flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | (options.followsLink ? 0 : O_NOFOLLOW)
  const file = await open(path, flags)
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new Error('it is no regular file')
    // What a file of /proc says of its size is no more than a beginning.
    if (stat.size > options.mostBytes) throw tooLong(options.mostBytes)
    const chunks: Buffer[] = []
    let total = 0
    for (;;) {
      const { bytesRead, buffer } = await file.read(
        Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(stat.size + 1, 65_536)))
      )
      if (bytesRead === 0) return Buffer.concat(chunks, total)
      total += bytesRead
      if (total > options.mostBytes) throw tooLong(options.mostBytes)
      chunks.push(buffer.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}

function tooLong(mostBytes: number): Error {
  return new Error(`it is longer than ${Math.round(mostBytes / 1_048_576)} MiB`)
}
