import { dirname } from 'node:path'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { readRegularFile, UnreadableFileError } from '../../lib/regular-file.ts'
import { mostKubeconfigBytes } from './size-limit.ts'
import type { KubeconfigSource } from './kubeconfig-source.ts'

/**
 * The kubeconfig in a file; undefined when there is no such file.
 * @param path absolute
 * @throws FailureError `badInput` when it exists and cannot be read.
 */
export async function kubeconfigFile(path: string): Promise<KubeconfigSource | undefined> {
  try {
    const { content } = await readRegularFile(path, mostKubeconfigBytes)
    return { text: content.toString('utf8'), baseDir: dirname(path), path }
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error
    if (error.code === 'ENOENT') return undefined
    throw new FailureError(
      failureOf('badInput', `${path}: ${error.message}.`, { remedy: 'Correct the file, or choose another one.' })
    )
  }
}
