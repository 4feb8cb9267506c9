import { emptyObject } from './empty-objects.ts'
import {
  compareFields,
  difference,
  fromFieldsV1,
  includes,
  intersects,
  isEmptySet,
  toFieldsV1,
  union
} from './field-sets.ts'
import type { FieldSet } from './field-sets.ts'
import type { KubeObject, ManagedFieldsEntry } from './kube-object.ts'
import type { Schema } from './schema.ts'

/** Metadata that no manager owns (kubernetes/apimachinery pkg/util/managedfields/internal/stripmeta.go). */
const NOBODYS = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
  'deletionTimestamp',
  'deletionGracePeriodSeconds'
]

/** Fields that an endpoint does not take from whoever writes. */
export interface Resets {
  readonly fields?: readonly string[]
  readonly metadata?: readonly string[]
}

/** Who writes, for the record of managed fields. */
export interface Manager {
  readonly manager: string
  readonly apiVersion: string
  readonly subresource?: string
  /** Upstream's scale subresource records no time. */
  readonly time?: string
  readonly resets: Resets
}

/**
 * The entries that a write goes on with: a client may replace them, and `[]` or `[{}]` ends the record
 * (kubernetes/apimachinery pkg/util/managedfields/internal/fieldmanager.go decodeLiveOrNew).
 */
export function entriesFor(
  before: readonly ManagedFieldsEntry[] | undefined,
  given: readonly ManagedFieldsEntry[] | undefined,
  subresource: string | undefined
): readonly ManagedFieldsEntry[] {
  if (given === undefined || given === before || subresource !== undefined) return before ?? []
  if (given.length === 0 || (given.length === 1 && isEmptyEntry(given[0] ?? {}))) return []
  return given.every(isReadable) ? given : (before ?? [])
}

function isEmptyEntry(entry: ManagedFieldsEntry): boolean {
  return Object.keys(entry).length === 0
}

function isReadable({ operation, apiVersion, fieldsType }: ManagedFieldsEntry): boolean {
  return (operation === 'Apply' || operation === 'Update') && apiVersion !== undefined && fieldsType === 'FieldsV1'
}

/**
 * The managedFields after a write with operation Update
 * (kubernetes/apimachinery pkg/util/managedfields/internal/managedfieldsupdater.go).
 */
export function updateManagedFields(
  schema: Schema | undefined,
  before: KubeObject | undefined,
  after: KubeObject,
  by: Manager,
  entries: readonly ManagedFieldsEntry[] = before?.metadata.managedFields ?? []
): readonly ManagedFieldsEntry[] {
  // Where nothing is recorded, nothing is recorded from now on (skipnonapplied.go).
  if (before !== undefined && entries.length === 0) return entries
  const { changed: taken, removed } = compareFields(
    schema,
    comparable(before ?? emptyObject(after.kind, by.apiVersion), by.resets),
    comparable(after, by.resets)
  )
  if (isEmptySet(taken) && isEmptySet(removed)) return entries
  const lost = union(taken, removed)
  const left = entries.flatMap((entry) => {
    const fields = fromFieldsV1(entry.fieldsV1 ?? {})
    if (isSame(entry, by)) {
      if (includes(fields, taken) && !intersects(fields, removed))
        return [isEmptySet(taken) ? entry : { ...entry, ...timeOf(by) }]
      const own = union(difference(fields, removed), taken)
      if (isEmptySet(own)) return []
      return [entryOf(own, isEmptySet(taken) ? { ...by, ...timeOf(entry) } : by)]
    }
    if (!intersects(fields, lost)) return [entry]
    const kept = difference(fields, lost)
    return isEmptySet(kept) ? [] : [{ ...entry, fieldsV1: toFieldsV1(kept) }]
  })
  if (!entries.some((entry) => isSame(entry, by)) && !isEmptySet(taken)) left.push(entryOf(taken, by))
  return left.toSorted(byTimeThenManager)
}

/** What is compared: left out is what nobody owns and what the endpoint resets. */
function comparable(object: object, resets: Resets): object {
  const { metadata = {}, ...rest } = object as { readonly metadata?: object }
  return {
    metadata: omit(metadata, [...NOBODYS, ...(resets.metadata ?? [])]),
    ...omit(rest, ['apiVersion', 'kind', ...(resets.fields ?? [])])
  }
}

function omit(object: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}

function timeOf(entry: ManagedFieldsEntry): { readonly time?: string } {
  return entry.time === undefined ? {} : { time: entry.time }
}

function isSame(entry: ManagedFieldsEntry, by: Manager): boolean {
  return (
    entry.operation === 'Update' &&
    entry.manager === by.manager &&
    entry.apiVersion === by.apiVersion &&
    (entry.subresource ?? '') === (by.subresource ?? '')
  )
}

function entryOf(set: FieldSet, by: Manager): ManagedFieldsEntry {
  return {
    manager: by.manager,
    operation: 'Update',
    apiVersion: by.apiVersion,
    ...timeOf(by),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(set),
    ...(by.subresource === undefined ? {} : { subresource: by.subresource })
  }
}

/** kubernetes/apimachinery pkg/util/managedfields/internal/managedfields.go sortEncodedManagedFields. */
function byTimeThenManager(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  const keys = (entry: ManagedFieldsEntry): readonly string[] => [
    entry.operation ?? '',
    entry.time ?? '',
    entry.manager ?? '',
    entry.apiVersion ?? '',
    entry.subresource ?? ''
  ]
  const [left, right] = [keys(a), keys(b)]
  for (const [index, key] of left.entries()) {
    const other = right[index] ?? ''
    if (key !== other) return key < other ? -1 : 1
  }
  return 0
}
