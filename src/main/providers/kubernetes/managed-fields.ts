import { at, isJsonObject } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'

/** When an object was last written by anyone, by its newest managedFields time; its creation when it has none. */
export function lastWrittenAt(object: KubeObject): { readonly at: string; readonly manager: string } | null {
  const entries = (object.metadata.managedFields ?? [])
    .flatMap((entry) => (entry.time === undefined ? [] : [{ at: entry.time, manager: entry.manager ?? '' }]))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  const created = object.metadata.creationTimestamp
  return entries[0] ?? (created === undefined ? null : { at: created, manager: '' })
}

/** When a manager last wrote the object itself, its status left out; null when it never did. */
export function writtenByAt(object: KubeObject, manager: string): string | null {
  const times = (object.metadata.managedFields ?? [])
    .filter((entry) => entry.manager === manager && (entry.subresource ?? '') === '')
    .flatMap((entry) => (entry.time === undefined ? [] : [entry.time]))
    .sort((a, b) => Date.parse(b) - Date.parse(a))
  return times[0] ?? null
}

/** The newest writer of the pod template and when it wrote, ISO on the server's clock; null when nothing says so. */
export function templateWriter(object: KubeObject): FieldWriter | null {
  return fieldWriter(object, 'f:spec', 'f:template')
}

/** Who wrote a field last, by its manager, and when (ISO, the server's clock). */
export interface FieldWriter {
  readonly at: string
  readonly manager: string
}

/** The same of any field, by its path in `fieldsV1`: `f:spec`, `f:suspend`. */
export function fieldWriter(object: KubeObject, ...path: readonly string[]): FieldWriter | null {
  const entries = (object.metadata.managedFields ?? [])
    .filter(({ fieldsV1 }) => isJsonObject(at(fieldsV1, ...path)))
    .flatMap((entry) => (entry.time === undefined ? [] : [{ at: entry.time, manager: entry.manager ?? '' }]))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return entries[0] ?? null
}

/** Written by a person's kubectl, by us, or by the server itself for fields of unknown origin. */
const ordinaryManagers = /^(kubectl.*|backout|before-first-apply|kube-controller-manager)$/

/** Whether a field manager is kubectl, Backout, or of the server itself: none of them puts anything back by itself. */
export function isOrdinaryManager(manager: string): boolean {
  return ordinaryManagers.test(manager)
}

/** Managers that own fields of the pod template by server-side apply, and will therefore put them back. */
export function templateAppliers(object: KubeObject): readonly string[] {
  const managers = (object.metadata.managedFields ?? [])
    .filter(({ operation, subresource = '' }) => operation === 'Apply' && subresource === '')
    .filter(({ fieldsV1 }) => isJsonObject(at(fieldsV1, 'f:spec', 'f:template')))
    .map(({ manager = '' }) => manager)
  return [...new Set(managers)].filter((manager) => !isOrdinaryManager(manager))
}
