import { open } from 'node:fs/promises'

/**
 * Writes a file that its owner alone can read, also where one that others could read stood before: they may not see it
 * for a moment either.
 * @param path absolute path that the operator has chosen
 */
export async function writePrivately(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    // Some file systems know no modes; the operator has chosen the place.
    await file.chmod(0o600).catch(() => undefined)
    await file.writeFile(content)
  } finally {
    await file.close()
  }
}
