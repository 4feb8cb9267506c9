import type { KubeObject } from '../../ports/kube.ts'
import { revisionOf } from './history.ts'
import { templateWriter, writtenByAt, type FieldWriter } from './managed-fields.ts'

/** kubernetes cmd/kube-controller-manager: its controllers write ReplicaSets under this manager. */
const controllerManager = 'kube-controller-manager'

/**
 * Who wrote the present template of a Deployment, which an undo took up again; null where nothing says so. An undo that only
 * takes fields away, such as the annotation of a restart, owns nothing of them afterwards, and no time is written
 * (kubernetes/apimachinery pkg/util/managedfields/internal/managedfieldsupdater.go Update): the newest entry is then of
 * somebody who wrote before. Between that write and now another template was there, of which a ReplicaSet was made.
 * @param owned its ReplicaSets
 */
export function takenUpWriter(
  deployment: KubeObject,
  newest: KubeObject,
  owned: readonly KubeObject[]
): FieldWriter | null {
  const writer = templateWriter(deployment)
  if (writer === null) return null
  const others = owned.filter(({ metadata }) => metadata.uid !== newest.metadata.uid)
  const isOfBefore = others.some(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '') > Date.parse(writer.at))
  return isOfBefore ? null : writer
}

/**
 * When a ReplicaSet was taken up again, where no writer says it: the controller then scales the one before down and this one
 * up, and whichever it was done with first is nearest to the beginning. Never before the one before was made. ISO, the
 * server's clock; empty where nothing says it.
 */
export function takenUpAt(newest: KubeObject, owned: readonly KubeObject[]): string {
  const [before] = owned
    .filter(({ metadata }) => metadata.uid !== newest.metadata.uid)
    .toSorted((a, b) => (revisionOf(b) ?? 0) - (revisionOf(a) ?? 0))
  if (!before) return ''
  const madeAt = before.metadata.creationTimestamp ?? ''
  const [first] = [before, newest]
    .flatMap((one) => writtenByAt(one, controllerManager) ?? [])
    .filter((at) => Date.parse(at) >= Date.parse(madeAt))
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
  return first ?? madeAt
}
