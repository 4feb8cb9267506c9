import { lastValue, mapObserved, type Observed } from '../../contract/index.ts'
import { at } from '../lib/json-access.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { KubeObject, WatchEvent } from '../ports/kube.ts'
import { createObjectCache } from './object-cache.ts'
import type { ObservedClaims } from './ownership.ts'
import { watchClaims, type FollowOptions } from './watch-claims.ts'

/** What the service list is made of. */
export interface Workloads {
  /** StatefulSets, DaemonSets and Rollouts among them, where they may be read. */
  readonly deployments: Observed<readonly KubeObject[]>
  /** ControllerRevisions among them. */
  readonly replicaSets: Observed<readonly KubeObject[]>
  readonly pods: Observed<readonly KubeObject[]>
  readonly claims: ObservedClaims
}

/**
 * Follows Deployments, StatefulSets and DaemonSets with their revisions, pods and claims, eight watches, until `abort`; answers
 * what is known now. How the list stands is said by its Deployments: others that cannot be read are left out of it.
 */
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
  const statefulSets = followed('StatefulSets', 'apps', 'statefulsets')
  const daemonSets = followed('DaemonSets', 'apps', 'daemonsets')
  const controllerRevisions = followed('ControllerRevisions', 'apps', 'controllerrevisions')
  const pods = followed('pods', '', 'pods')
  const claims = watchClaims(options)
  return () => ({
    deployments: together(deployments(), statefulSets(), daemonSets(), ownTemplates(claims().rollouts)),
    replicaSets: together(replicaSets(), controllerRevisions()),
    pods: pods(),
    claims: claims()
  })
}

function together(
  first: Observed<readonly KubeObject[]>,
  ...others: readonly Observed<readonly KubeObject[]>[]
): Observed<readonly KubeObject[]> {
  const more = others.flatMap((other) => lastValue(other) ?? [])
  return more.length === 0 ? first : mapObserved(first, (items) => [...items, ...more])
}

/** One that takes its template from a Deployment is no service of its own: that one is. */
function ownTemplates(rollouts: Observed<readonly KubeObject[]>): Observed<readonly KubeObject[]> {
  return mapObserved(rollouts, (all) => all.filter((rollout) => at(rollout, 'spec', 'template') !== undefined))
}

/** They say who wrote a template, and when a revision was numbered anew. */
const withWriters = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ControllerRevision'])

/** A namespace may have thousands of objects; who wrote which field is half of each, and few need it. */
function slim(event: WatchEvent): WatchEvent {
  if (event.type === 'sync') return { ...event, items: event.items.map(withoutManagedFields) }
  return 'object' in event ? { ...event, object: withoutManagedFields(event.object) } : event
}

function withoutManagedFields(object: KubeObject): KubeObject {
  if (withWriters.has(object.kind)) return object
  const { managedFields, ...metadata } = object.metadata
  if (object.kind !== 'ReplicaSet' || managedFields === undefined) return { ...object, metadata }
  // When its controller scaled it is all that says when an undo took up another one.
  const times = managedFields.map((entry) => ({ ...entry, fieldsV1: {} }))
  return { ...object, metadata: { ...metadata, managedFields: times } }
}
