import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { piecesOf, readRegularFile, withRegularFile } from '../lib/regular-file.ts'

/** Content of a file, or null where there is no file of its own. @param mostBytes of a larger one nothing is read */
export async function contentOf(dir: string, path: string, mostBytes: number): Promise<Buffer | null> {
  const real = await placeOf(dir, path)
  if (real === null) return null
  const read = await readRegularFile(real, mostBytes, { followsLink: false }).catch(() => null)
  return read?.content ?? null
}

/**
 * SHA-256 of a file in lower-case hex, piece by piece: a list of evidence holds none of it in memory.
 * @returns `missing` where there is no file of its own, `changed` for one that is longer than `bytes`
 */
export async function fileDigest(dir: string, path: string, bytes: number): Promise<string> {
  const real = await placeOf(dir, path)
  if (real === null) return 'missing'
  const digest = withRegularFile(
    real,
    async (file) => {
      const hash = createHash('sha256')
      for await (const piece of piecesOf(file, bytes)) hash.update(piece)
      return hash.digest('hex')
    },
    { followsLink: false }
  )
  return digest.catch(() => 'changed')
}

/** A link anywhere below the folder would lead out of it, and what it leads to would be handed to the window. */
async function placeOf(dir: string, path: string): Promise<string | null> {
  try {
    const place = join(await realpath(dir), path)
    return (await realpath(place)) === place ? place : null
  } catch {
    return null
  }
}
