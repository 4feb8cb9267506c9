import { isJsonObject, at } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'

/** Who wrote the values of a ConfigMap, and when, ISO on the server's clock. */
export interface ConfigWritten {
  readonly at: string
  /** The field manager; empty where nothing says it. */
  readonly by: string
}

/**
 * The newest write of its values after it was made; null when nothing says that there was one. A label that somebody
 * sets is no change of the values, and managers are listed by what they own.
 */
export function valuesWritten({ metadata }: KubeObject): ConfigWritten | null {
  const createdMs = Date.parse(metadata.creationTimestamp ?? '')
  const [newest] = (metadata.managedFields ?? [])
    .filter(({ fieldsV1 }) => isJsonObject(at(fieldsV1, 'f:data')))
    .flatMap(({ time, manager = '' }) => (time === undefined ? [] : [{ at: time, by: manager }]))
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return newest === undefined || Date.parse(newest.at) <= createdMs ? null : newest
}
