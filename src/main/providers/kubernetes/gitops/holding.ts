import { at, isJsonObject } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { FieldChange } from '../field-change.ts'
import type { ReconcilerKind } from './reconcilers.ts'
import { automatedPath, reconcilingOf } from './reconciling.ts'

/** The fields that hold a reconciler; null when it is held already. */
export function holdingChanges(kind: ReconcilerKind, object: KubeObject): readonly FieldChange[] | null {
  if (reconcilingOf(kind, object).state === 'held') return null
  if (kind !== 'Application') return [suspending(object)]
  const automated = at(object, ...automatedPath)
  // Only since 3.1 there is `enabled`, and an older schema drops it: it is used where it is there already.
  return isJsonObject(automated) && automated['enabled'] === true
    ? [{ path: [...automatedPath, 'enabled'], from: true, to: false }]
    : [{ path: [...automatedPath], from: automated, to: null }]
}

/**
 * The fields that let a reconciler go on; null when it does. `automated` is what an Application's policy was before it was
 * held, where that is not in the object any more.
 */
export function releasingChanges(
  kind: ReconcilerKind,
  object: KubeObject,
  automated: unknown
): readonly FieldChange[] | null {
  if (kind !== 'Application') {
    return at(object, 'spec', 'suspend') === true ? [{ path: ['spec', 'suspend'], from: true, to: null }] : null
  }
  const now = at(object, ...automatedPath)
  if (isJsonObject(now)) {
    return now['enabled'] === false ? [{ path: [...automatedPath, 'enabled'], from: false, to: true }] : null
  }
  return [{ path: [...automatedPath], from: null, to: automated }]
}

function suspending(object: KubeObject): FieldChange {
  return { path: ['spec', 'suspend'], from: at(object, 'spec', 'suspend') ?? null, to: true }
}
