import { readFile, stat } from 'node:fs/promises'
import { delimiter, dirname, join, resolve } from 'node:path'
import { FailureError, failureOf } from '../../../contract/index.ts'
import type { KubeconfigSource } from './source.ts'

const mostBytes = 1_048_576

/**
 * The kubeconfigs that kubectl would read: the files of `$KUBECONFIG` that exist, else `~/.kube/config`; empty when
 * there are none (kubernetes/client-go tools/clientcmd/loader.go NewDefaultClientConfigLoadingRules).
 * @throws FailureError when one exists and cannot be read.
 */
export async function defaultKubeconfigSources(
  env: Readonly<Record<string, string | undefined>>,
  home: string
): Promise<readonly KubeconfigSource[]> {
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  const paths = named.length > 0 ? [...new Set(named)] : [join(home, '.kube', 'config')]
  const sources = await Promise.all(paths.map((path) => readSource(resolve(path))))
  return sources.filter((source) => source !== undefined)
}

async function readSource(path: string): Promise<KubeconfigSource | undefined> {
  const refuse = (reason: string): never => {
    throw new FailureError(
      failureOf('badInput', `${path}: ${reason}`, { remedy: 'Correct the file, or take it out of KUBECONFIG.' })
    )
  }
  try {
    const found = await stat(path)
    if (!found.isFile()) return refuse('is not a regular file.')
    if (found.size > mostBytes) return refuse('is larger than 1 MiB.')
    return { text: await readFile(path, 'utf8'), baseDir: dirname(path), path }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    if (error instanceof FailureError) throw error
    return refuse(`cannot be read (${String(code)}).`)
  }
}
