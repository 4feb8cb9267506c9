import { stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { activePods, isPodReady } from '../../providers/kubernetes/pods/pod-life.ts'
import { isPodOf } from '../../providers/kubernetes/pods/replica-set-pods.ts'
import { partitionOf, updateStrategy } from '../../providers/kubernetes/workload.ts'

/**
 * The pods of a StatefulSet that an undo to `target` does not replace, in the order in which they have to go: with `OnDelete`
 * all of other revisions; in order those that are not ready, because the controller waits for them first and updates nothing
 * meanwhile (kubernetes pkg/controller/statefulset/stateful_set_control.go updateStatefulSet; kubernetes.io, StatefulSets,
 * "Forced rollback"; kubernetes/kubernetes issue 67250).
 */
export function podsInTheWay(
  workload: KubeObject,
  target: KubeObject,
  pods: readonly KubeObject[]
): readonly KubeObject[] {
  if (workload.kind !== 'StatefulSet') return []
  const others = activePods(pods)
    .filter((pod) => !isPodOf(target, pod) && ordinalOf(pod) >= partitionOf(workload))
    .toSorted((a, b) => ordinalOf(b) - ordinalOf(a))
  if (isByHand(workload)) return others
  const isOrdered = stringAt(workload, 'spec', 'podManagementPolicy') !== 'Parallel'
  return isOrdered ? others.filter((pod) => !isPodReady(pod)) : []
}

/** Whether nobody but a person replaces its pods. */
export function isByHand(workload: KubeObject): boolean {
  return updateStrategy(workload) === 'OnDelete'
}

function ordinalOf({ metadata }: KubeObject): number {
  return Number(/-(\d+)$/.exec(metadata.name)?.[1] ?? -1)
}
