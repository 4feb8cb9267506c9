import { asFailure } from '../../../contract/index.ts'
import { at } from '../../lib/json-access.ts'
import type { ApiPath, KubeObject, KubeReader } from '../../ports/kube.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { selectorMatches } from '../../providers/kubernetes/label-selector.ts'
import type { ReadHistory } from './read-history.ts'

export interface ReadHistoriesInput {
  readonly reader: KubeReader
  readonly namespace: string
  readonly context: string
  readonly abort: AbortSignal
}

/**
 * Every Deployment of a namespace with the ReplicaSets that it controls, fresh, by name: two requests, where each by itself takes
 * two. Empty where that cannot be told of all of them, because they may not be listed or one of them is malformed: each is then
 * read by itself, and says what is wrong with it.
 *
 * @throws FailureError `cancelled` only.
 */
export async function readHistories(input: ReadHistoriesInput): Promise<ReadonlyMap<string, ReadHistory>> {
  try {
    const [deployments, replicaSets] = await Promise.all([listed(input, 'deployments'), listed(input, 'replicasets')])
    const byOwner = new Map<string, KubeObject[]>()
    for (const replicaSet of replicaSets) {
      for (const { controller, uid } of replicaSet.metadata.ownerReferences ?? []) {
        if (controller !== true) continue
        const owned = byOwner.get(uid) ?? []
        owned.push(replicaSet)
        byOwner.set(uid, owned)
      }
    }
    return new Map(
      deployments.map((deployment) => {
        const owned = byOwner.get(deployment.metadata.uid) ?? []
        return [deployment.metadata.name, { deployment, replicaSets: owned.filter(selectedBy(deployment)) }]
      })
    )
  } catch (error) {
    input.abort.throwIfAborted()
    if (asFailure(error).code === 'cancelled') throw error
    return new Map()
  }
}

async function listed({ reader, namespace, context, abort }: ReadHistoriesInput, resource: string) {
  const path: ApiPath = kubePath({ group: 'apps', version: 'v1', resource, namespace })
  const command = kubectlLine({ context, ref: { namespace, name: '' } }, 'get', resource, '-o', 'json')
  return (await reader.list(path, { command, abort })).items
}

/** The server is asked for those of the selector where one is read by itself. */
function selectedBy(deployment: KubeObject): (replicaSet: KubeObject) => boolean {
  const selector = at(deployment, 'spec', 'selector')
  return ({ metadata: { labels = {} } }) => selectorMatches(selector, labels)
}
