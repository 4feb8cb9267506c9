import type { Observed } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { KubeObject, WatchEvent } from '../ports/kube.ts'
import { createObjectCache } from './object-cache.ts'
import type { ObservedClaims } from './ownership.ts'
import { watchClaims, type FollowOptions } from './watch-claims.ts'

/** What the service list is made of. */
export interface Workloads {
  readonly deployments: Observed<readonly KubeObject[]>
  readonly replicaSets: Observed<readonly KubeObject[]>
  readonly pods: Observed<readonly KubeObject[]>
  readonly claims: ObservedClaims
}

/** Follows Deployments with their ReplicaSets, pods and claims, five watches, until `abort`; answers what is known now. */
export function followWorkloads(options: FollowOptions): () => Workloads {
  const { reader, namespace, now, onChange, abort } = options
  const followed = (awaiting: string, group: string, resource: string): (() => Observed<readonly KubeObject[]>) => {
    const cache = createObjectCache(awaiting, now)
    const take = (event: WatchEvent): void => {
      cache.take(slim(event))
      onChange()
    }
    const where = namespace === undefined ? {} : { namespace }
    reader.watch(kubePath({ group, version: 'v1', resource, ...where }), {}, take, abort)
    return () => cache.observed()
  }
  const deployments = followed('Deployments', 'apps', 'deployments')
  const replicaSets = followed('ReplicaSets', 'apps', 'replicasets')
  const pods = followed('pods', '', 'pods')
  const claims = watchClaims(options)
  return () => ({ deployments: deployments(), replicaSets: replicaSets(), pods: pods(), claims: claims() })
}

/** A namespace may have thousands of objects; who wrote which field is half of each, and only Deployments need it. */
function slim(event: WatchEvent): WatchEvent {
  if (event.type === 'sync') return { ...event, items: event.items.map(withoutManagedFields) }
  return 'object' in event ? { ...event, object: withoutManagedFields(event.object) } : event
}

function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.kind === 'Deployment') return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}
