import type { ApiStore, KubeObject, WriteBy } from '../store/api-store.ts'
import { StatusError } from '../store/status-error.ts'
import type { Controller } from './claim.ts'
import { controllerReference } from './claim.ts'
import type { ControllerRevision, PodTemplate } from './kube-types.ts'
import { controllerUid, keys, nameOf, namespaceOf } from './kube-types.ts'
import { templateHash, templateText } from './template.ts'

const write: WriteBy = { manager: 'kube-controller-manager', controller: true }

/** A workload whose templates are kept as ControllerRevisions. */
export interface Revisioned extends Controller {
  readonly spec: Controller['spec'] & { readonly template: PodTemplate; readonly revisionHistoryLimit?: number }
}

/** Its revisions, oldest number first (kubernetes pkg/controller/history/controller_history.go SortControllerRevisions). */
export function revisionsOf(store: ApiStore, workload: Revisioned): readonly ControllerRevision[] {
  const all = store.list(keys.controllerRevisions, namespaceOf(workload)) as readonly ControllerRevision[]
  return all
    .filter((revision) => controllerUid(revision) === workload.metadata.uid)
    .toSorted((a, b) => a.revision - b.revision || (nameOf(a) < nameOf(b) ? -1 : 1))
}

/** The workload as it was at a revision, for making its pods (ApplyRevision). */
export function templateAt(revision: ControllerRevision): PodTemplate {
  const { $patch: _, ...template } = revision.data.spec.template as PodTemplate & { readonly $patch?: string }
  return template
}

/**
 * The revision of the present template: the newest if it has it, an older one that is numbered anew, or a new one
 * (kubernetes pkg/controller/statefulset/stateful_set_control.go getStatefulSetRevisions and
 * pkg/controller/daemon/update.go constructHistory, which come to the same).
 * @param hashLabel of the revision; StatefulSets and DaemonSets call it differently
 */
export function presentRevision(store: ApiStore, workload: Revisioned, hashLabel: string): ControllerRevision {
  const known = revisionsOf(store, workload)
  const wanted = templateText(workload.spec.template)
  const newest = known.at(-1)
  const equal = known.findLast((revision) => templateText(templateAt(revision)) === wanted)
  if (equal !== undefined && equal === newest) return equal
  const next = (newest?.revision ?? 0) + 1
  if (equal !== undefined)
    return store.update(keys.controllerRevisions, { ...equal, revision: next }, write) as ControllerRevision
  return create(store, workload, { next, hashLabel, collisions: 0 })
}

interface Making {
  readonly next: number
  readonly hashLabel: string
  readonly collisions: number
}

/** history.NewControllerRevision with the patch of getPatch; a name that is taken by another template gets another hash. */
function create(store: ApiStore, workload: Revisioned, making: Making): ControllerRevision {
  const { next, hashLabel, collisions } = making
  const { template } = workload.spec
  const hash = templateHash(template, collisions === 0 ? undefined : collisions)
  const { annotations } = workload.metadata
  const made: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${nameOf(workload)}-${hash}`,
      namespace: namespaceOf(workload),
      labels: { ...template.metadata?.labels, [hashLabel]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(workload)]
    },
    data: { spec: { template: { ...template, $patch: 'replace' } } },
    revision: next
  }
  try {
    return store.create(keys.controllerRevisions, made, write) as ControllerRevision
  } catch (error) {
    if (!(error instanceof StatusError) || error.status.reason !== 'AlreadyExists' || collisions > 9) throw error
    return create(store, workload, { ...making, collisions: collisions + 1 })
  }
}

/** Deletes the oldest revisions that no pod is of, beyond `revisionHistoryLimit` (truncateHistory). */
export function truncateHistory(store: ApiStore, workload: Revisioned, live: ReadonlySet<string>): void {
  const spare = revisionsOf(store, workload).filter((revision) => !live.has(nameOf(revision)))
  const excess = spare.length - (workload.spec.revisionHistoryLimit ?? 10)
  for (const revision of spare.slice(0, Math.max(0, excess)))
    store.delete(keys.controllerRevisions, namespaceOf(revision), nameOf(revision))
}
