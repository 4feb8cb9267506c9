import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'

/** A new folder on the disk of the checkout: the system's temporary folder may be memory, where syncing costs nothing. */
export async function scratchOnDisk(root: string, prefix: string): Promise<string> {
  const parent = join(root, 'test-results')
  await mkdir(parent, { recursive: true })
  return mkdtemp(join(parent, prefix))
}
