import { mapObserved, type Observed } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'

/** What namespaces are chosen by. */
export function sortedNames(namespaces: Observed<readonly KubeObject[]>): Observed<readonly string[]> {
  return mapObserved(namespaces, (items) => items.map(({ metadata }) => metadata.name).toSorted())
}
