import { kindOf } from '../../../contract/index.ts'
import { workloadResource } from './workload.ts'
import { kubePath } from './kube-path.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import { kubectlLine, type CommandPlace } from './commands.ts'
import { readObject } from './read-object.ts'

/**
 * A Deployment, or the StatefulSet or DaemonSet that is asked for, fresh; null when the server says that it does not exist.
 * `logged` puts the read into the command log; polling stays out of it.
 * @throws FailureError when it cannot be read.
 */
export function readDeployment(
  reader: KubeReader,
  { ref, context }: CommandPlace,
  abort: AbortSignal,
  logged = false
): Promise<KubeObject | null> {
  const command = kubectlLine({ context, ref }, 'get', kindOf(ref).toLowerCase(), ref.name, '-o', 'json')
  const path = kubePath({ ...workloadResource(ref), namespace: ref.namespace, name: ref.name })
  return readObject(reader, path, { abort, ...(logged ? { command } : {}) })
}
