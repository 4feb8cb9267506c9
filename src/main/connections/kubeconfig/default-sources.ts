import { delimiter, join, resolve } from 'node:path'
import { kubeconfigFile } from './kubeconfig-file.ts'
import type { KubeconfigSource } from './kubeconfig-source.ts'

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
  const sources = await Promise.all(paths.map((path) => kubeconfigFile(resolve(path))))
  return sources.filter((source) => source !== undefined)
}
