import { kindOf, type ServiceRef } from '../../../contract/index.ts'
import { at } from '../../lib/json-access.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { ownedReplicaSets } from '../../providers/kubernetes/history.ts'
import { revisionResource, workloadResource } from '../../providers/kubernetes/workload.ts'
import { formatLabelSelector } from '../../providers/kubernetes/label-selector.ts'

export interface ReadInput {
  readonly reader: KubeReader
  readonly ref: ServiceRef
  readonly connection: { readonly context: string }
  readonly abort?: AbortSignal
}

/** A workload, and the revisions that it controls. */
export interface ReadHistory {
  readonly deployment: KubeObject
  readonly replicaSets: readonly KubeObject[]
}

/** The workload and the revisions it controls, fresh: what kubectl reads before an undo. */
export async function readHistory(input: ReadInput): Promise<ReadHistory> {
  const { reader, ref, connection } = input
  const place = { context: connection.context, ref }
  const abort = input.abort ? { abort: input.abort } : {}
  const { namespace, name } = ref
  const revisions = revisionResource(ref)
  const deployment = await reader.get(kubePath({ ...workloadResource(ref), namespace, name }), {
    command: kubectlLine(place, 'get', kindOf(ref).toLowerCase(), name, '-o', 'json'),
    ...abort
  })
  const labelSelector = formatLabelSelector(at(deployment, 'spec', 'selector'))
  const { items } = await reader.list(kubePath({ ...revisions, namespace }), {
    query: { labelSelector },
    command: kubectlLine(place, 'get', revisions.resource, '-l', labelSelector, '-o', 'json'),
    ...abort
  })
  return { deployment, replicaSets: ownedReplicaSets(deployment, items) }
}
