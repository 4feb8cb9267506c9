import { isJsonObject, at } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { lastApplied } from './config-data.ts'

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

/**
 * Whether its values were written by somebody else than who applied it last, or after that: what holds the applied values again
 * was then put back, and is no new release of them (kubernetes/kubectl pkg/cmd/apply/apply.go writes the annotation with the values).
 */
export function isWrittenSinceApplied(object: KubeObject): boolean {
  const written = valuesWritten(object)
  const applies = (object.metadata.managedFields ?? []).filter(
    ({ fieldsV1 }) => at(fieldsV1, 'f:metadata', 'f:annotations', `f:${lastApplied}`) !== undefined
  )
  if (written === null) return false
  return applies.every(({ time = '' }) => !(Date.parse(time) >= Date.parse(written.at)))
}
