import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { mostKubeconfigBytes } from './size-limit.ts'
import type { KubeconfigSource } from './source.ts'

/**
 * The kubeconfig in a file; undefined when there is no such file.
 * @param path absolute
 * @throws FailureError `badInput` when it exists and cannot be read.
 */
export async function kubeconfigFile(path: string): Promise<KubeconfigSource | undefined> {
  const refuse = (reason: string): never => {
    throw new FailureError(
      failureOf('badInput', `${path}: ${reason}`, { remedy: 'Correct the file, or choose another one.' })
    )
  }
  try {
    const found = await stat(path)
    if (!found.isFile()) return refuse('is not a regular file.')
    if (found.size > mostKubeconfigBytes) return refuse('is larger than 8 MiB.')
    return { text: await readFile(path, 'utf8'), baseDir: dirname(path), path }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    if (error instanceof FailureError) throw error
    return refuse(`cannot be read (${String(code)}).`)
  }
}
