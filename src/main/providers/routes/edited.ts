import type { KubeObject } from '../../ports/kube.ts'
import type { RouteEdit } from '../../ports/route-edit.ts'

/** A route as it is once an edit was made, for the edits that follow it. */
export function edited({ object, writes }: Pick<RouteEdit, 'object' | 'writes'>): KubeObject {
  const copy = structuredClone(object)
  for (const { path, to } of writes) {
    const keys = path.split('/').slice(1)
    const last = keys.pop() ?? ''
    let parent: unknown = copy
    for (const key of keys) parent = isParent(parent) ? parent[key] : undefined
    if (!isParent(parent)) continue
    if (to === null) delete parent[last]
    else parent[last] = to
  }
  return copy
}

/** Lists are indexed by the digits of a pointer as objects are by their keys. */
function isParent(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
