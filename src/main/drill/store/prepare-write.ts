import { jsonEqual } from './json-equal.ts'
import { admitNew, keepAllocated } from './admission.ts'
import type { WriteBy } from './api-store.ts'
import { withDefaults } from './defaults.ts'
import { isNewerEvents } from './event-versions.ts'
import { listOf, objectOf } from './json-value.ts'
import type { KindDefinition } from './kind-definition.ts'
import { apiVersionOf } from './kube-object.ts'
import type { KubeObject, ObjectMeta } from './kube-object.ts'
import { entriesFor, updateManagedFields } from './managed-fields.ts'
import type { Manager, Resets } from './managed-fields.ts'
import { metadataErrors, statusMetadata, updatedMetadata, withoutSystemFields } from './metadata-rules.ts'
import { randomSuffix, randomUid } from './names.ts'
import type { Schema } from './schema.ts'
import { invalid } from './status-error.ts'
import type { FieldError } from './status-error.ts'
import { validate } from './validation.ts'
import { specChanged, withoutStatus } from './write-rules.ts'

/** What preparing a write needs besides the object. */
export interface WriteContext {
  readonly kind: KindDefinition
  readonly schema: Schema | undefined
  /** The API's spelling of the time. */
  readonly at: string
  readonly random: () => number
  readonly allocateIp: () => string
}

/** A new object as it will be stored, except for its resourceVersion. Throws StatusError 422. */
export function prepareCreate(context: WriteContext, object: KubeObject, by: WriteBy): KubeObject {
  const { kind } = context
  const seed = by.seed === true
  const named = withName(context, object)
  const defaulted = withDefaults(kind.group, seed || !kind.hasStatus ? named : withEmptyStatus(named))
  const given = object.metadata
  const at = seed && given.creationTimestamp ? given.creationTimestamp : context.at
  const managedFields =
    seed && given.managedFields !== undefined
      ? given.managedFields
      : updateManagedFields(context.schema, undefined, defaulted, managerOf({ ...context, at }, by))
  const metadata: ObjectMeta = {
    ...defaulted.metadata,
    uid: seed && given.uid !== undefined ? given.uid : randomUid(context.random),
    creationTimestamp: at,
    ...(kind.hasGeneration ? { generation: seed ? (given.generation ?? 1) : 1 } : {})
  }
  const { managedFields: _old, resourceVersion: _version, ...clean } = withoutSystemFields(metadata)
  const admitted = admitNew(kind.group, { ...defaulted, metadata: withFields(clean, managedFields) }, context)
  refuse(kind, admitted, validate(kind.group, admitted, undefined))
  return admitted
}

/** A changed object as it will be stored, except for its resourceVersion. Throws StatusError 422. */
export function prepareUpdate(context: WriteContext, current: KubeObject, object: KubeObject, by: WriteBy): KubeObject {
  const { kind } = context
  const kept = current.metadata
  const sent = by.subresource === 'status' ? statusMetadata(kind, current, object.metadata) : object.metadata
  const { managedFields: given, ...metadata } = updatedMetadata(kept, sent)
  const combined = combine(kind, current, { ...object, metadata }, by)
  // What was stored has its defaults; keeping its identity also makes comparisons with it cheap.
  const next = combined['spec'] === current['spec'] ? combined : withDefaults(kind.group, combined)
  if (isBinding(kind, current, next)) return bound(context, current, next)
  const entries = entriesFor(kept.managedFields, given, by.subresource)
  const managedFields = updateManagedFields(context.schema, current, next, managerOf(context, by), entries)
  const generation = by.subresource === 'status' ? kept.generation : nextGeneration(kind, current, next)
  const own = generation === undefined ? next.metadata : { ...next.metadata, generation }
  const stored = keepAllocated(kind.group, current, { ...next, metadata: withFields(own, managedFields) })
  const errors = by.subresource === 'status' ? [] : validate(kind.group, stored, current)
  refuse(kind, stored, [...metadataErrors(kind, metadata, kept), ...errors])
  return stored
}

/** The scheduler's choice of a node, which goes through the binding subresource. */
function isBinding(kind: KindDefinition, current: KubeObject, next: KubeObject): boolean {
  if (kind.group !== '' || kind.kind !== 'Pod') return false
  return objectOf(current['spec'])['nodeName'] === undefined && objectOf(next['spec'])['nodeName'] !== undefined
}

/** kubernetes pkg/registry/core/pod/storage/storage.go assignPod: no manager, no new generation. */
function bound(context: WriteContext, current: KubeObject, next: KubeObject): KubeObject {
  const status = objectOf(current['status'])
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: context.at }
  const others = listOf(status['conditions']).filter((condition) => objectOf(condition)['type'] !== 'PodScheduled')
  return {
    ...current,
    spec: { ...objectOf(current['spec']), nodeName: objectOf(next['spec'])['nodeName'] },
    status: { ...status, conditions: [...others, scheduled] }
  }
}

/** Which parts of the new object an endpoint writes. */
function combine(kind: KindDefinition, current: KubeObject, next: KubeObject, by: WriteBy): KubeObject {
  if (by.seed === true) return next
  if (by.subresource === 'status') {
    return { ...current, metadata: next.metadata, status: next['status'] }
  }
  if (!kind.hasStatus) return next
  return {
    ...withoutStatus(next),
    ...(current['status'] === undefined ? {} : { status: current['status'] })
  } as KubeObject
}

/**
 * Deployments count annotation changes as well (kubernetes pkg/registry/apps/deployment/strategy.go PrepareForUpdate);
 * everything else counts changes outside metadata and status.
 */
function nextGeneration(kind: KindDefinition, current: KubeObject, next: KubeObject): number | undefined {
  if (!kind.hasGeneration) return undefined
  const before = current.metadata.generation ?? 0
  const annotated = kind.kind === 'Deployment' && kind.group === 'apps'
  const changed =
    specChanged(current, next) ||
    (annotated && !jsonEqual(current.metadata.annotations ?? {}, next.metadata.annotations ?? {}))
  return changed ? before + 1 : before
}

function withName({ random }: WriteContext, object: KubeObject): KubeObject {
  const { name = '', generateName = '' } = object.metadata
  if (name !== '' || generateName === '') return object
  return { ...object, metadata: { ...object.metadata, name: `${generateName}${randomSuffix(random)}` } }
}

function withEmptyStatus(object: KubeObject): KubeObject {
  return withoutStatus(object)
}

function withFields(metadata: ObjectMeta, managedFields: ObjectMeta['managedFields']): ObjectMeta {
  return managedFields === undefined || managedFields.length === 0 ? metadata : { ...metadata, managedFields }
}

function managerOf(context: WriteContext, by: WriteBy): Manager {
  const { kind, at } = context
  const ofKind = kind.hasStatus ? MAIN_RESETS : NO_RESETS
  const resets = by.seed === true ? NO_RESETS : by.subresource === 'status' ? STATUS_RESETS : ofKind
  return {
    manager: by.manager,
    apiVersion: apiVersionOf(kind),
    resets,
    ...(by.subresource === undefined ? {} : { subresource: by.subresource }),
    ...(by.subresource === 'scale' ? {} : { time: at })
  }
}

const NO_RESETS: Resets = {}
const STATUS_RESETS: Resets = { fields: ['spec'], metadata: ['labels'] }
const MAIN_RESETS: Resets = { fields: ['status'] }

function refuse(kind: KindDefinition, object: KubeObject, errors: readonly FieldError[]): void {
  // Upstream's strategy of events knows one group for both of their APIs.
  const group = isNewerEvents(kind) ? '' : kind.group
  if (errors.length > 0) throw invalid(group, kind.kind, object.metadata.name ?? '', errors)
}
