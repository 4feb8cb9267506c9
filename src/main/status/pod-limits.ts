import type { KubeObject } from '../ports/kube.ts'
import { arrayAt, stringAt } from '../lib/json-access.ts'
import { quantityInBillionths } from '../providers/kubernetes/quantity.ts'

/** What a container may use at most, as Kubernetes names it. */
type Resource = 'cpu' | 'memory'

/**
 * What the containers of a pod may use together, in bytes or cores; null where one of them has no limit, and so may use
 * what the node has. Each is counted at its own limit (kubernetes pkg/api/v1/resource helpers PodLimits).
 */
export function podLimit(pod: KubeObject, resource: Resource): number | null {
  const limits = arrayAt(pod, 'spec', 'containers').map((container) =>
    quantityInBillionths(stringAt(container, 'resources', 'limits', resource))
  )
  // A limit of nothing is none: docker and containerd take it for no limit at all.
  const known = limits.filter((limit) => limit !== null && limit > 0n)
  if (limits.length === 0 || known.length < limits.length) return null
  return known.reduce((sum, limit) => sum + Number(limit) / 1e9, 0)
}

/** The lowest limit of some pods: the line of the one that has most is held against it. Null where none has one. */
export function lowestLimit(pods: readonly KubeObject[], resource: Resource): number | null {
  const limits = pods.flatMap((pod) => podLimit(pod, resource) ?? [])
  return limits.length === 0 ? null : Math.min(...limits)
}
