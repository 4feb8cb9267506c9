import { lastValue } from '../../../contract/index.ts'
import type { World } from '../../ports/lever.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { readRollout, type Rollout } from '../../providers/kubernetes/argo-rollouts/rollout.ts'

/** The Rollout that is opened, as it was observed last; null for another kind of service, and while it is not there. */
export function rolloutIn({ ref, objects }: World): Rollout | null {
  if (ref.kind !== 'Rollout') return null
  const object = watched(objects, 'rollouts').find(({ metadata }) => metadata.name === ref.name)
  return object ? readRollout(object) : null
}

/** Its ReplicaSets as they were observed last. */
export function replicaSetsIn({ objects }: World): readonly KubeObject[] {
  return watched(objects, 'replicasets')
}

function watched(objects: World['objects'], id: string): readonly KubeObject[] {
  const observed = objects.get(id)
  return (observed && lastValue(observed)) ?? []
}
