import type { Observed } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { mapObserved } from './map-observed.ts'

/** What namespaces are chosen by. */
export function sortedNames(namespaces: Observed<readonly KubeObject[]>): Observed<readonly string[]> {
  return mapObserved(namespaces, (items) => items.map(({ metadata }) => metadata.name).toSorted())
}
