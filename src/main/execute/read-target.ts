import { FailureError } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { KubeObject, KubeReader } from '../ports/kube.ts'
import { kubectlLine } from '../providers/kubernetes/commands.ts'
import type { RunSubject } from './run-subject.ts'

const apps = { group: 'apps', version: 'v1', resource: 'deployments' }

/**
 * The Deployment of a run, fresh; null when the server says that it does not exist.
 * `logged` puts the read into the command log; polling stays out of it.
 * @throws FailureError when it cannot be read.
 */
export async function readTarget(
  reader: KubeReader,
  { target }: RunSubject,
  abort: AbortSignal,
  logged = false
): Promise<KubeObject | null> {
  const { ref, context } = target
  const command = kubectlLine({ context, ref }, 'get', 'deployment', ref.name, '-o', 'json')
  try {
    return await reader.get(kubePath({ ...apps, namespace: ref.namespace, name: ref.name }), {
      abort,
      ...(logged ? { command } : {})
    })
  } catch (error) {
    if (error instanceof FailureError && error.failure.code === 'notFound') return null
    throw error
  }
}
