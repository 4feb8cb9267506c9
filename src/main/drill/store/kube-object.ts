/** A reference to the owner of an object (metav1.OwnerReference). */
export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

/** One entry of `metadata.managedFields` (metav1.ManagedFieldsEntry). */
export interface ManagedFieldsEntry {
  readonly manager?: string
  readonly operation?: 'Apply' | 'Update'
  readonly apiVersion?: string
  readonly time?: string
  readonly fieldsType?: 'FieldsV1'
  readonly fieldsV1?: FieldsV1
  readonly subresource?: string
}

/** A set of fields in the `f:` / `k:` / `v:` notation of structured-merge-diff. */
export interface FieldsV1 {
  readonly [path: string]: FieldsV1
}

/** The part of metav1.ObjectMeta that the drill keeps. Times are RFC 3339 in UTC with whole seconds. */
export interface ObjectMeta {
  readonly name?: string
  readonly generateName?: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string | null
  readonly deletionTimestamp?: string
  readonly deletionGracePeriodSeconds?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly ownerReferences?: readonly OwnerReference[]
  readonly finalizers?: readonly string[]
  readonly managedFields?: readonly ManagedFieldsEntry[]
}

/** Any object of the API, as JSON. Objects that come out of the store are deeply frozen. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly [field: string]: unknown
}

/** What a request names: (group, version, resource); group is '' for the core group. */
export interface ResourceKey {
  readonly group: string
  readonly version: string
  readonly resource: string
}

/** `group/version` as objects spell it: `v1` for the core group, else `apps/v1`. */
export function apiVersionOf(key: { readonly group: string; readonly version: string }): string {
  return key.group === '' ? key.version : `${key.group}/${key.version}`
}

/** `resource.group` as messages spell it: `pods` for the core group, else `deployments.apps`. */
export function qualifiedResource(key: { readonly group: string; readonly resource: string }): string {
  return key.group === '' ? key.resource : `${key.resource}.${key.group}`
}
