import type { KubeMeta } from '../../ports/kube.ts'

export type OwnerReference = NonNullable<KubeMeta['ownerReferences']>[number]

/** API group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}

/** The owners that are of one kind of one group, whatever its version: the same kind may be in several groups. */
export function ownersOf(metadata: KubeMeta, group: string, kind: string): readonly OwnerReference[] {
  return (metadata.ownerReferences ?? []).filter((owner) => owner.kind === kind && groupOf(owner.apiVersion) === group)
}
