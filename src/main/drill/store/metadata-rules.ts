import { forbiddenField, invalidValue } from './field-errors.ts'
import type { KindDefinition } from './kind-definition.ts'
import type { KubeObject, ObjectMeta } from './kube-object.ts'
import { timestamp } from './names.ts'
import type { FieldError } from './status-error.ts'

/**
 * A new object's metadata without what only the server may say
 * (kubernetes/apiserver pkg/registry/rest/meta.go WipeObjectMetaSystemFields).
 */
export function withoutSystemFields(metadata: ObjectMeta): ObjectMeta {
  const { deletionTimestamp: _at, deletionGracePeriodSeconds: _grace, ...rest } = withoutSelfLink(metadata)
  return rest
}

/**
 * The metadata that a write leaves, before it is checked: generation, creationTimestamp and a deletion that has begun
 * stay as they are, whatever the client says (kubernetes/apiserver pkg/registry/rest/update.go BeforeUpdate).
 */
export function updatedMetadata(kept: ObjectMeta, given: ObjectMeta): ObjectMeta {
  const { generation: _generation, ...own } = withoutSelfLink(given)
  const deletionGracePeriodSeconds = given.deletionGracePeriodSeconds ?? kept.deletionGracePeriodSeconds
  const uid = (given.uid ?? '') === '' ? kept.uid : given.uid
  return {
    ...own,
    ...present({ uid, deletionGracePeriodSeconds }),
    ...present({
      generation: kept.generation,
      creationTimestamp: kept.creationTimestamp,
      generateName: kept.generateName,
      deletionTimestamp: kept.deletionTimestamp,
      resourceVersion: kept.resourceVersion
    })
  }
}

/**
 * What a write to metadata may not change. Most kinds check it twice, in general and in their own validation, and the
 * Status lists each cause as often
 * (kubernetes/apimachinery pkg/api/validation/objectmeta.go ValidateObjectMetaAccessorUpdate).
 */
export function metadataErrors(kind: KindDefinition, next: ObjectMeta, before: ObjectMeta): readonly FieldError[] {
  const errors = [
    ...newFinalizers(next, before),
    ...changed('metadata.uid', next.uid, before.uid),
    ...changed('metadata.deletionTimestamp', timeOf(next), timeOf(before)),
    ...changed(
      'metadata.deletionGracePeriodSeconds',
      next.deletionGracePeriodSeconds,
      before.deletionGracePeriodSeconds
    )
  ]
  return checkedOnce(kind) ? errors : [...errors, ...errors]
}

/** The metadata of a status write, where the kind keeps more of what is stored than others do. */
export function statusMetadata(kind: KindDefinition, current: KubeObject, next: ObjectMeta): ObjectMeta {
  // kubernetes/apiextensions-apiserver pkg/registry/customresource/status_strategy.go PrepareForUpdate
  if (kind.custom) {
    const { managedFields: _managedFields, ...own } = current.metadata
    return next.managedFields === undefined ? own : { ...own, managedFields: next.managedFields }
  }
  // apps and core status strategies keep labels, but take annotations and finalizers.
  const { labels } = current.metadata
  const { labels: _labels, ...taken } = next
  const metadata = { ...taken, ...present({ labels }) }
  if (kind.group !== '' || kind.kind !== 'Pod') return metadata
  // kubernetes pkg/registry/core/pod/strategy.go podStatusStrategy.PrepareForUpdate
  const { deletionTimestamp: _at, ownerReferences: _owners, ...rest } = metadata
  const { deletionTimestamp, ownerReferences } = current.metadata
  return { ...rest, ...present({ deletionTimestamp, ownerReferences }) }
}

/** Kinds whose own validation leaves the metadata of an update alone. */
function checkedOnce({ group, kind }: KindDefinition): boolean {
  return (group === '' && kind === 'Event') || (group === 'discovery.k8s.io' && kind === 'EndpointSlice')
}

function newFinalizers(next: ObjectMeta, before: ObjectMeta): readonly FieldError[] {
  if (before.deletionTimestamp === undefined) return []
  const known = new Set(before.finalizers ?? [])
  const extra = [...new Set(next.finalizers ?? [])].filter((finalizer) => !known.has(finalizer)).toSorted()
  if (extra.length === 0) return []
  const list = `[]string{${extra.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`
  const message = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`
  return [forbiddenField('metadata.finalizers', message)]
}

function changed(field: string, next: unknown, before: unknown): readonly FieldError[] {
  return next === before ? [] : [invalidValue(field, next, 'field is immutable')]
}

/** Go compares times, not their spelling; what is no time stays as it was sent. */
function timeOf({ deletionTimestamp }: ObjectMeta): string | undefined {
  if (deletionTimestamp === undefined) return undefined
  const at = new Date(deletionTimestamp)
  return Number.isNaN(at.getTime()) ? deletionTimestamp : timestamp(at)
}

/** The store writes no self links (kubernetes/apiserver pkg/storage/api_object_versioner.go PrepareObjectForStorage). */
function withoutSelfLink(metadata: ObjectMeta): ObjectMeta {
  const { selfLink: _selfLink, ...rest } = metadata as ObjectMeta & { readonly selfLink?: string }
  return rest
}

function present<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}
