import { FailureError } from '../../../contract/index.ts'
import type { ApiPath, KubeObject, KubeReader } from '../../ports/kube.ts'

export interface ReadObjectOptions {
  readonly abort: AbortSignal
  /** The exact command line, where the read belongs into the command log. */
  readonly command?: string
}

/**
 * An object, fresh; null when the server says that it, or its kind, does not exist.
 * @throws FailureError when it cannot be read.
 */
export async function readObject(
  reader: Pick<KubeReader, 'get'>,
  path: ApiPath,
  options: ReadObjectOptions
): Promise<KubeObject | null> {
  try {
    return await reader.get(path, options)
  } catch (error) {
    if (error instanceof FailureError && error.failure.code === 'notFound') return null
    throw error
  }
}
