import { lastValue } from '../../../contract/index.ts'
import type { World } from '../../ports/lever.ts'
import { revisionResource, workloadResource } from '../../providers/kubernetes/workload.ts'
import type { KubeObject } from '../../ports/kube.ts'

/** The workload as it was observed last; null while it is not there. */
export function watchedWorkload({ objects, ref }: World): KubeObject | null {
  return watched(objects, workloadResource(ref).resource)[0] ?? null
}

/** Its revisions as they were observed last. */
export function watchedRevisions({ objects, ref }: World): readonly KubeObject[] {
  return watched(objects, revisionResource(ref).resource)
}

/** Its pods as they were observed last. */
export function watchedPods({ objects }: World): readonly KubeObject[] {
  return watched(objects, 'pods')
}

function watched(objects: World['objects'], id: string): readonly KubeObject[] {
  const observed = objects.get(id)
  return (observed && lastValue(observed)) ?? []
}
