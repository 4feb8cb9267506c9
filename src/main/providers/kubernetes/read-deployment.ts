import { kubePath } from './kube-path.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import { kubectlLine, type CommandPlace } from './commands.ts'
import { readObject } from './read-object.ts'

const apps = { group: 'apps', version: 'v1', resource: 'deployments' }

/**
 * A Deployment, fresh; null when the server says that it does not exist.
 * `logged` puts the read into the command log; polling stays out of it.
 * @throws FailureError when it cannot be read.
 */
export function readDeployment(
  reader: KubeReader,
  { ref, context }: CommandPlace,
  abort: AbortSignal,
  logged = false
): Promise<KubeObject | null> {
  const command = kubectlLine({ context, ref }, 'get', 'deployment', ref.name, '-o', 'json')
  const path = kubePath({ ...apps, namespace: ref.namespace, name: ref.name })
  return readObject(reader, path, { abort, ...(logged ? { command } : {}) })
}
