import type { ContextView, RiskyField } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { KubeconfigSource } from './kubeconfig-source.ts'

/** A kubeconfig that needs no other file. */
export interface ReadKubeconfig {
  /** YAML text with every referenced file embedded; holds credentials. */
  readonly text: string
  readonly contexts: readonly ContextView[]
  readonly currentContext: string
  /** Everything in it that the operator must see, over all contexts. */
  readonly risky: readonly RiskyField[]
}

/**
 * Reads and merges kubeconfigs as kubectl does: the first file that names a cluster, user or context wins,
 * and the first current-context that is set. Referenced files are embedded.
 * @throws FailureError `badInput` or `refused`, naming the file, the line, the reason and the way out.
 */
export async function readKubeconfig(sources: readonly KubeconfigSource[]): Promise<ReadKubeconfig> {
  throw new FailureError(failureOf('internal', `not there yet (${sources.length})`))
}

/**
 * The kubeconfigs that kubectl would read: the files of `$KUBECONFIG` that exist, else `~/.kube/config`; empty when
 * there are none. Files that cannot be read are a failure, not an absence.
 */
export async function defaultKubeconfigSources(
  env: Readonly<Record<string, string | undefined>>,
  home: string
): Promise<readonly KubeconfigSource[]> {
  return env['KUBECONFIG'] === home ? [] : []
}
