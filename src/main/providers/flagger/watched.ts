import { lastValue } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { WatchedObjects } from '../../ports/lever.ts'

/** Ids of what is followed beside a service that a Canary releases. */
export const watchedIds = {
  /** All Canaries of the namespace; followed for every service. */
  canaries: 'canaries',
  target: 'canary.target',
  primary: 'canary.primary',
  primaryReplicaSets: 'canary.primary.replicasets',
  events: 'canary.events',
  /** Flagger's own Deployment, wherever it is; by either of its labels. */
  controller: 'flagger.deployments',
  otherController: 'flagger.deployments.kustomize'
} as const

/** What was seen last under an id; empty while there is nothing. */
export function objectsIn(known: WatchedObjects, id: string): readonly KubeObject[] {
  const observed = known.get(id)
  return (observed && lastValue(observed)) ?? []
}
