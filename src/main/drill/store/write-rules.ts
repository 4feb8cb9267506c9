import { jsonEqual } from './json-equal.ts'
import type { KubeObject } from './kube-object.ts'

/** The object without `.status`. */
export function withoutStatus(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = object
  return rest as KubeObject
}

/** Whether anything besides `.metadata` and `.status` differs: the change that bumps `metadata.generation`. */
export function specChanged(a: KubeObject, b: KubeObject): boolean {
  const { metadata: _a, ...left } = withoutStatus(a)
  const { metadata: _b, ...right } = withoutStatus(b)
  return !jsonEqual(left, right)
}
