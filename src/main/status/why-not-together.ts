import { asFailure } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { KubeReader } from '../ports/kube.ts'
import { countObjects } from './count-objects.ts'
import { everywhereLimits } from './everywhere-limits.ts'

const kinds = [
  { group: 'apps', resource: 'deployments', title: 'Deployments' },
  { group: 'apps', resource: 'replicasets', title: 'ReplicaSets' },
  { group: '', resource: 'pods', title: 'pods' }
] as const

/**
 * Why the namespaces of a cluster are not watched together, a sentence; empty when they can be.
 * @throws FailureError when the server does not say.
 */
export async function whyNotTogether(reader: Pick<KubeReader, 'raw'>, abort: AbortSignal): Promise<string> {
  for (const { group, resource, title } of kinds) {
    const most = everywhereLimits.together[resource]
    try {
      const count = await countObjects(reader, kubePath({ group, version: 'v1', resource }), abort)
      if (count === null) return `The server does not say how many ${title} the cluster has.`
      if (count > most) return `The cluster has ${grouped(count)} ${title}; up to ${grouped(most)} are read at once.`
    } catch (error) {
      if (asFailure(error).code !== 'forbidden') throw error
      return `You may not list the ${title} of all namespaces at once.`
    }
  }
  return ''
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
