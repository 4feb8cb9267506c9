import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from './kube-object.ts'

/** The object without `.status`. */
export function withoutStatus(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = object
  return rest as KubeObject
}

/**
 * Whether anything besides `.metadata` and `.status` differs: the change that bumps `metadata.generation`.
 * `whole` compares everything.
 */
export function specChanged(a: KubeObject, b: KubeObject, whole = false): boolean {
  if (whole) return !isDeepStrictEqual(plain(a), plain(b))
  const { metadata: _a, ...left } = withoutStatus(a)
  const { metadata: _b, ...right } = withoutStatus(b)
  return !isDeepStrictEqual(plain(left), plain(right))
}

/** Drops undefined members, so that an absent field equals an undefined one. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
