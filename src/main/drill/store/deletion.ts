import type { DeleteOptions } from './api-store.ts'
import { FOREGROUND, ORPHAN } from './garbage-collection.ts'
import { listOf, numberOf, objectOf } from './json-value.ts'
import type { KubeObject, ObjectMeta, ResourceKey } from './kube-object.ts'
import { timestamp } from './names.ts'
import { conflict } from './status-error.ts'

/** Whether something still has to happen before a deleted object may go. */
export function isHeld(object: KubeObject): boolean {
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata
  if (finalizers.length > 0 || deletionGracePeriodSeconds > 0) return true
  return object.kind === 'Namespace' && listOf(objectOf(object['spec'])['finalizers']).length > 0
}

/** Whether the object is a pod, the only kind that is deleted gracefully. */
export function isPod(object: KubeObject): boolean {
  return object.apiVersion === 'v1' && object.kind === 'Pod'
}

/** The object with a deletionTimestamp, as kubernetes/apiserver pkg/registry/rest/delete.go BeforeDelete marks it. */
export function markDeleted(current: KubeObject, options: DeleteOptions, now: Date): KubeObject {
  const at = (seconds: number): string => timestamp(new Date(now.getTime() + seconds * 1000))
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = current.metadata
  if (current.kind === 'Namespace') {
    const status = { ...objectOf(current['status']), phase: 'Terminating' }
    return { ...current, metadata: { ...current.metadata, deletionTimestamp: deletionTimestamp ?? at(0) }, status }
  }
  const grace = gracePeriod(current, options)
  const finalizers = new Set(current.metadata.finalizers ?? [])
  if (options.propagationPolicy === 'Orphan') finalizers.add(ORPHAN)
  if (options.propagationPolicy === 'Foreground') finalizers.add(FOREGROUND)
  const metadata: ObjectMeta = {
    ...current.metadata,
    ...(deletionTimestamp === undefined && generation !== undefined ? { generation: generation + 1 } : {}),
    deletionTimestamp: deletionTimestamp ?? at(grace),
    deletionGracePeriodSeconds: Math.min(grace, deletionGracePeriodSeconds ?? grace),
    ...(finalizers.size === 0 ? {} : { finalizers: [...finalizers] })
  }
  return { ...current, metadata }
}

/** kubernetes pkg/registry/core/pod/strategy.go CheckGracefulDelete: pods that no node runs go at once. */
function gracePeriod(current: KubeObject, options: DeleteOptions): number {
  if (!isPod(current)) return 0
  const spec = objectOf(current['spec'])
  const phase = objectOf(current['status'])['phase']
  if (spec['nodeName'] === undefined || phase === 'Succeeded' || phase === 'Failed') return 0
  return options.gracePeriodSeconds ?? numberOf(spec['terminationGracePeriodSeconds'])
}

/**
 * Throws StatusError 409 when the object is not the one that was meant.
 * kubernetes/apiserver pkg/registry/rest/delete.go BeforeDelete names the kind, not the resource.
 */
export function requirePreconditions(key: ResourceKey, current: KubeObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {}
  const name = current.metadata.name ?? ''
  const kind = { group: key.group, resource: current.kind ?? key.resource }
  const differs = (what: string, wanted: string, found: string | undefined, guess: string): Error =>
    conflict(
      kind,
      name,
      `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${found ?? ''}). The object might have been ${guess}`
    )
  if (uid !== undefined && uid !== current.metadata.uid) {
    throw differs('UID', uid, current.metadata.uid, 'deleted and then recreated')
  }
  if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
    throw differs('ResourceVersion', resourceVersion, current.metadata.resourceVersion, 'modified')
  }
}
