import { arrayAt, stringAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { ReconcilerKind } from './reconcilers.ts'

/** One object that a reconciler says it has applied. */
export interface AppliedObject {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

const workloads: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'])

/**
 * What a reconciler lists as applied: an Application in `status.resources`, a Kustomization in `status.inventory` with ids
 * `NAMESPACE_NAME_GROUP_KIND` (fluxcd/pkg apis/meta object_metadata.go). Null where it has no list, as a HelmRelease.
 */
export function appliedObjects(kind: ReconcilerKind, reconciler: KubeObject): readonly AppliedObject[] | null {
  const listed =
    kind === 'Application'
      ? arrayAt(reconciler, 'status', 'resources').map((one) => ({
          kind: stringAt(one, 'kind'),
          namespace: stringAt(one, 'namespace'),
          name: stringAt(one, 'name')
        }))
      : arrayAt(reconciler, 'status', 'inventory', 'entries').map((entry) => {
          const [namespace = '', name = '', , of = ''] = stringAt(entry, 'id').split('_')
          return { kind: of, namespace, name }
        })
  return listed.length === 0 ? null : listed
}

/** Of those the workloads beside the one that it is about: they are left as they are too while it is held. */
export function otherWorkloads(
  applied: readonly AppliedObject[],
  { kind, metadata }: KubeObject
): readonly AppliedObject[] {
  return applied.filter(
    (one) =>
      workloads.has(one.kind) &&
      !(one.kind === kind && one.name === metadata.name && one.namespace === (metadata.namespace ?? ''))
  )
}
