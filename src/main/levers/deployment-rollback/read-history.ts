import { at } from '../../lib/json-access.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { ownedReplicaSets } from '../../providers/kubernetes/history.ts'
import { formatLabelSelector } from '../../providers/kubernetes/label-selector.ts'

export interface ReadInput {
  readonly reader: KubeReader
  readonly ref: { readonly namespace: string; readonly name: string }
  readonly connection: { readonly context: string }
  readonly abort?: AbortSignal
}

/** The Deployment and the ReplicaSets it controls, fresh: what kubectl reads before an undo. */
export async function readHistory(
  input: ReadInput
): Promise<{ readonly deployment: KubeObject; readonly replicaSets: readonly KubeObject[] }> {
  const { reader, ref, connection } = input
  const place = { context: connection.context, ref }
  const abort = input.abort ? { abort: input.abort } : {}
  const apps = { group: 'apps', version: 'v1', namespace: ref.namespace }
  const deployment = await reader.get(kubePath({ ...apps, resource: 'deployments', name: ref.name }), {
    command: kubectlLine(place, 'get', 'deployment', ref.name, '-o', 'json'),
    ...abort
  })
  const labelSelector = formatLabelSelector(at(deployment, 'spec', 'selector'))
  const { items } = await reader.list(kubePath({ ...apps, resource: 'replicasets' }), {
    query: { labelSelector },
    command: kubectlLine(place, 'get', 'replicasets', '-l', labelSelector, '-o', 'json'),
    ...abort
  })
  return { deployment, replicaSets: ownedReplicaSets(deployment, items) }
}
