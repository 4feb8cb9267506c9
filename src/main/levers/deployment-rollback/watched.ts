import { lastValue } from '../../../contract/index.ts'
import type { World } from '../../ports/lever.ts'
import type { KubeObject } from '../../ports/kube.ts'

/** The Deployment as it was observed last; null while it is not there. */
export function watchedDeployment({ objects }: World): KubeObject | null {
  return watched(objects, 'deployments')[0] ?? null
}

/** Its pods as they were observed last. */
export function watchedPods({ objects }: World): readonly KubeObject[] {
  return watched(objects, 'pods')
}

function watched(objects: World['objects'], id: string): readonly KubeObject[] {
  const observed = objects.get(id)
  return (observed && lastValue(observed)) ?? []
}
